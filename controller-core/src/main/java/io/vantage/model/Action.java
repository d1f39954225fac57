package io.vantage.model;

/** What a switch does to a matching packet (OpenFlow 1.3, section A.2.5), in list order. */
public sealed interface Action {
  /**
   * Sends the packet out of a port; see {@link PortNumbers} for reserved ones.
   *
   * @param maxLength bytes of the packet that reach the controller when the port is {@link
   *     PortNumbers#CONTROLLER}; {@code 0xffff} for all of it
   */
  record Output(int port, int maxLength) implements Action {
    public static final int WHOLE_PACKET = 0xffff;

    public Output(int port) {
      this(port, WHOLE_PACKET);
    }
  }

  /** Hands the packet to a group. Not in OpenFlow 1.0. */
  record ToGroup(int group) implements Action {}

  /** Overwrites a header field; a mask is not allowed here. */
  record SetField(MatchField field) implements Action {}

  /** Adds a VLAN tag of this Ethernet type, {@code 0x8100} or {@code 0x88a8}. */
  record PushVlan(int etherType) implements Action {}

  /** Removes the outer VLAN tag. */
  record PopVlan() implements Action {}

  record SetQueue(int queue) implements Action {}

  record DecrementTtl() implements Action {}
}
