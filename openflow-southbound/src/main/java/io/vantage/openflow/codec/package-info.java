/**
 * Translates between Vantage's records and the bytes of OpenFlow 1.0 and 1.3, so that no other
 * package knows either. Messages of the hot and warm paths (packet-in, packet-out, flow-mod,
 * group-mod, flow statistics, flow-removed, echo, barrier, errors) are read and written byte by
 * byte; all others go through OpenFlowJava, whose types stay inside this package.
 */
package io.vantage.openflow.codec;
