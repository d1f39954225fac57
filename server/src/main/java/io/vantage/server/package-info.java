/**
 * One replica as a process: the composition root that wires every part with plain constructors, and
 * what surrounds it: configuration, command line and REST API.
 */
package io.vantage.server;
