/**
 * A generator of packet-ins in the manner of cbench: many switches that are nothing but a socket,
 * one thread, plain buffers, so that the controller and not the generator is what is measured.
 */
package io.vantage.testbed.load;
