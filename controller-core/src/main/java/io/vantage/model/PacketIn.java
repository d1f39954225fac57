package io.vantage.model;

/**
 * A packet that a switch sent to the controller.
 *
 * @param bufferId where the switch kept the whole packet, or {@link #NO_BUFFER}
 * @param reason {@link #NO_MATCH} or {@link #ACTION} (OpenFlow 1.3, section A.4.1)
 * @param cookie of the rule that sent it; -1 if unknown (always for OpenFlow 1.0)
 * @param data the frame, from its Ethernet header on; owned by the receiver, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // one per packet: no copy on the hot path
public record PacketIn(
    DatapathId device, int inPort, int bufferId, int reason, int table, long cookie, byte[] data) {
  public static final int NO_BUFFER = -1;
  public static final int NO_MATCH = 0;
  public static final int ACTION = 1;

  public ConnectPoint receivedAt() {
    return new ConnectPoint(device, inPort);
  }
}
