package io.vantage.testbed.load;

import java.nio.ByteBuffer;

/**
 * The bytes of packet-ins of one version. Pair i of switch s is the source address
 * 02:00:ss:ss:ii:ii and the destination 06:00:ss:ss:ii:ii, so that a response tells which packet-in
 * it answers.
 */
final class PacketInTemplate {
  static final int SOURCE_PREFIX = 0x0200;
  static final int DESTINATION_PREFIX = 0x0600;

  private static final int FRAME = 60;
  private static final int PACKET_IN = 10;
  private static final int IN_PORT_OXM = 0x80000004;
  private static final int TEST_ETHER_TYPE = 0x88b5;

  private final int wireVersion;
  private final int length;

  PacketInTemplate(int wireVersion) {
    this.wireVersion = wireVersion;
    this.length = (wireVersion == 1 ? 18 : 42) + FRAME;
  }

  /** Bytes of one packet-in. */
  int length() {
    return length;
  }

  /** A packet from the source of a pair to its destination, in through port 1. */
  void writeRequest(ByteBuffer out, int switchIndex, int pair, int xid) {
    header(out, xid, 1);
    address(out, DESTINATION_PREFIX, switchIndex, pair);
    address(out, SOURCE_PREFIX, switchIndex, pair);
    payload(out);
  }

  /** A packet from the destination of a pair to its source, in through port 2: it shows itself. */
  void writeAnnouncement(ByteBuffer out, int switchIndex, int pair, int xid) {
    header(out, xid, 2);
    address(out, SOURCE_PREFIX, switchIndex, pair);
    address(out, DESTINATION_PREFIX, switchIndex, pair);
    payload(out);
  }

  private void header(ByteBuffer out, int xid, int inPort) {
    out.put((byte) wireVersion).put((byte) PACKET_IN).putShort((short) length).putInt(xid);
    out.putInt(0xffffffff).putShort((short) FRAME);
    if (wireVersion == 1) {
      out.putShort((short) inPort).putShort((short) 0);
    } else {
      out.put((byte) 0).put((byte) 0).putLong(0);
      out.putShort((short) 1).putShort((short) 12).putInt(IN_PORT_OXM).putInt(inPort).putInt(0);
      out.putShort((short) 0);
    }
  }

  private static void address(ByteBuffer out, int prefix, int switchIndex, int pair) {
    out.putShort((short) prefix).putShort((short) switchIndex).putShort((short) pair);
  }

  private static void payload(ByteBuffer out) {
    out.putShort((short) TEST_ETHER_TYPE);
    for (int i = 14; i < FRAME; i++) {
      out.put((byte) i);
    }
  }
}
