/**
 * The REST API under {@code /api/v1}: the network's state as this replica sees it, and changes of
 * it, which go to whichever replica leads. Requests are handled on the HTTP server's own threads,
 * which may wait (with a deadline), never on those of the cluster or of switches.
 */
package io.vantage.server.rest;
