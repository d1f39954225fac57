package io.vantage.testbed.load;

import java.nio.ByteBuffer;

/** Finds out which packet-in a flow-mod or packet-out answers. */
final class ResponseReader {
  /** The message names no address of ours. */
  static final int ANONYMOUS = -1;

  private static final int ETH_DST = 0x8000_06_06;
  private static final int ETH_SRC = 0x8000_08_06;

  private ResponseReader() {}

  /** The pair that a flow-mod is about. The buffer is not moved. */
  static int pairOfFlowMod(ByteBuffer in, int at, int length, int wireVersion) {
    if (wireVersion == 1) {
      return length < 72 ? ANONYMOUS : pair(in, at + 14, at + 20);
    }
    if (length < 56) {
      return ANONYMOUS;
    }
    int end = at + Math.min(length, 48 + (in.getShort(at + 50) & 0xffff));
    for (int oxm = at + 52; oxm + 10 <= end; oxm += 4 + (in.get(oxm + 3) & 0xff)) {
      int header = in.getInt(oxm);
      if (header == ETH_SRC || header == ETH_DST) {
        int found = pair(in, oxm + 4);
        if (found != ANONYMOUS) {
          return found;
        }
      }
    }
    return ANONYMOUS;
  }

  /** The pair of the packet that a packet-out carries. The buffer is not moved. */
  static int pairOfPacketOut(ByteBuffer in, int at, int length, int wireVersion) {
    int fixed = wireVersion == 1 ? 16 : 24;
    int actionsLength = in.getShort(at + (wireVersion == 1 ? 14 : 16)) & 0xffff;
    int frame = at + fixed + actionsLength;
    return frame + 12 > at + length ? ANONYMOUS : pair(in, frame + 6, frame);
  }

  private static int pair(ByteBuffer in, int oneAddress, int otherAddress) {
    int one = pair(in, oneAddress);
    return one == ANONYMOUS ? pair(in, otherAddress) : one;
  }

  private static int pair(ByteBuffer in, int address) {
    int prefix = in.getShort(address) & 0xffff;
    return prefix == PacketInTemplate.SOURCE_PREFIX || prefix == PacketInTemplate.DESTINATION_PREFIX
        ? in.getShort(address + 4) & 0xffff
        : ANONYMOUS;
  }
}
