package io.vantage.testbed.emulation.datapath;

/** Where a datapath's frames and events go. Called on the event loop of the switch. */
public interface Outlet {
  /** Length of a packet-in that no action gave: each controller sets its own. */
  int MISS_SEND_LENGTH = -1;

  /** Why a packet goes to the controllers ({@code ofp_packet_in_reason}). */
  enum PacketInReason {
    NO_MATCH(0),
    ACTION(1),
    INVALID_TTL(2);

    private final int wire;

    PacketInReason(int wire) {
      this.wire = wire;
    }

    public int wire() {
      return wire;
    }
  }

  /** Why an entry went ({@code ofp_flow_removed_reason}). */
  enum RemovalReason {
    IDLE_TIMEOUT(0),
    HARD_TIMEOUT(1),
    DELETE(2),
    GROUP_DELETE(3);

    private final int wire;

    RemovalReason(int wire) {
      this.wire = wire;
    }

    public int wire() {
      return wire;
    }
  }

  /**
   * A packet on its way to the controllers.
   *
   * @param maxLength bytes to send; 0xffff is all of it, unbuffered; may be {@link
   *     #MISS_SEND_LENGTH}
   * @param implicitMiss no entry matched at all: OpenFlow 1.0 sends the packet, 1.3 drops it
   */
  record PacketInEvent(
      PacketInReason reason,
      int inPort,
      Frame frame,
      int table,
      long cookie,
      long metadata,
      int maxLength,
      boolean implicitMiss) {}

  void transmit(int port, Frame frame);

  void packetIn(PacketInEvent event);

  void flowRemoved(FlowEntry entry, RemovalReason reason);
}
