/**
 * How matches, actions and names are written by people: one text form, shared by the command line
 * and the REST API, with the field names of OpenFlow.
 */
package io.vantage.server.text;
