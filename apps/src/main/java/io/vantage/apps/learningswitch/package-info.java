/**
 * The classic learning switch: every switch for itself, from the source addresses it sees. Nothing
 * of it is replicated; after a change of leader a switch is learned anew.
 */
package io.vantage.apps.learningswitch;
