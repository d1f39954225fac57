package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.OpenFlowVersion;
import java.util.Optional;

/**
 * Version negotiation (OpenFlow 1.3, section 6.3.1). Read here rather than by the library, because
 * the sender is not known yet, may speak any version, and may send anything.
 */
public final class Hello {
  private static final int BITMAP = 1;

  private Hello() {}

  /**
   * The newest version that both sides speak: of the peer's bitmap if it sent one, else the older
   * of our newest and the version of its header.
   *
   * @return empty if there is none
   */
  public static Optional<OpenFlowVersion> negotiate(ByteBuf frame) {
    int bits = bitmap(frame);
    if (bits != 0) {
      if ((bits & bit(OpenFlowVersion.OF_1_3)) != 0) {
        return Optional.of(OpenFlowVersion.OF_1_3);
      }
      return Optional.of(OpenFlowVersion.OF_1_0).filter(oldest -> (bits & bit(oldest)) != 0);
    }
    int version = MessageType.version(frame);
    if (version >= OpenFlowVersion.OF_1_3.wire()) {
      return Optional.of(OpenFlowVersion.OF_1_3);
    }
    return Optional.of(OpenFlowVersion.OF_1_0).filter(oldest -> oldest.wire() == version);
  }

  private static int bit(OpenFlowVersion version) {
    return 1 << version.wire();
  }

  /** First word of the version bitmap element, 0 without one. */
  private static int bitmap(ByteBuf frame) {
    int end = frame.writerIndex();
    int at = frame.readerIndex() + MessageType.HEADER_BYTES;
    while (at + 4 <= end) {
      int type = frame.getUnsignedShort(at);
      int length = frame.getUnsignedShort(at + 2);
      if (length < 4) {
        throw new MalformedMessageException("hello element of " + length + " bytes");
      }
      if (type == BITMAP && length >= 8 && at + 8 <= end) {
        return frame.getInt(at + 4);
      }
      at += (length + 7) & ~7;
    }
    return 0;
  }

  /**
   * Appends OFPT_ERROR with OFPET_HELLO_FAILED / OFPHFC_INCOMPATIBLE.
   *
   * @param version of the peer's hello, so that it can read the error
   */
  public static void writeIncompatible(int version, int xid, ByteBuf out) {
    out.writeByte(version).writeByte(MessageType.ERROR).writeShort(12).writeInt(xid).writeInt(0);
  }
}
