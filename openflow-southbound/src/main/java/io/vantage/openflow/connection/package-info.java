/**
 * TCP and TLS connections of OpenFlow switches, as {@link io.vantage.southbound.SwitchChannel}:
 * framing, handshake, liveness, limits, the ordered outbound lane and the table of pending
 * requests. One event loop per switch; whatever a switch sends, or fails to read, costs bounded
 * memory, bounded log and bounded time.
 */
package io.vantage.openflow.connection;
