package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.OpenFlowVersion;
import io.vantage.southbound.SwitchListener.FlowRemoved;

/** The header of a message that is being written, and small things both versions share. */
final class Frames {
  private static final FlowRemoved.Reason[] REASONS = FlowRemoved.Reason.values();

  private Frames() {}

  /** Starts a message whose length {@link #finish} will fill in. */
  static void begin(OpenFlowVersion version, int type, int xid, ByteBuf out) {
    out.writeInt(version.wire() << 24 | type << 16).writeInt(xid);
  }

  /**
   * @param start where {@link #begin} was called
   * @throws UnsupportedOperationException if the message is longer than the 16-bit length can say
   */
  static void finish(int start, ByteBuf out) {
    int length = out.writerIndex() - start;
    if (length > 0xffff) {
      throw new UnsupportedOperationException(
          "a message of " + length + " bytes; OpenFlow allows 65535");
    }
    out.setShort(start + 2, length);
  }

  /**
   * @return the value
   * @throws UnsupportedOperationException if the field on the wire is too small for it; cut off, it
   *     would make a rule that nobody asked for
   */
  static int fit(int value, int max) {
    if (value < 0 || value > max) {
      throw new UnsupportedOperationException(value + " not in 0.." + max);
    }
    return value;
  }

  static FlowRemoved.Reason removalReason(int code) {
    if (code >= REASONS.length) {
      throw new MalformedMessageException("flow removed for the unknown reason " + code);
    }
    return REASONS[code];
  }
}
