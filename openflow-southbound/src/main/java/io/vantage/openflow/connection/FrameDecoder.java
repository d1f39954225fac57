package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vantage.model.OpenFlowVersion;
import io.vantage.openflow.codec.MessageType;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts the stream into messages by the length in their header (OpenFlow 1.3, section A.1). Where
 * the framing is broken nothing that follows can be trusted: the rest of the stream is discarded
 * and the connection is closed, with one line of log.
 */
final class FrameDecoder extends ByteToMessageDecoder {
  private static final int NEWEST_VERSION = 6;

  private final Consumer<String> onBroken;
  private int version;
  private boolean broken;

  FrameDecoder(Consumer<String> onBroken) {
    this.onBroken = onBroken;
  }

  /** From now on only messages of this version (and errors) are accepted. */
  void expect(OpenFlowVersion negotiated) {
    version = negotiated.wire();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int start = in.readerIndex();
    if (in.readableBytes() < MessageType.HEADER_BYTES) {
      if (in.getUnsignedByte(start) - 1 >= NEWEST_VERSION || in.getByte(start) == 0) {
        breakOff(in, "no OpenFlow: it starts with byte " + in.getUnsignedByte(start));
      }
      return;
    }
    int found = in.getUnsignedByte(start);
    int length = in.getUnsignedShort(start + 2);
    if (found != version && !isAcceptable(found, in.getUnsignedByte(start + 1))) {
      breakOff(in, "a message of OpenFlow wire version " + found);
    } else if (length < MessageType.HEADER_BYTES) {
      breakOff(in, "a message of " + length + " bytes, less than its header");
    } else if (in.readableBytes() >= length) {
      out.add(in.readRetainedSlice(length));
    }
  }

  private boolean isAcceptable(int found, int type) {
    boolean known = found >= 1 && found <= NEWEST_VERSION;
    return known && (version == 0 || type == MessageType.ERROR);
  }

  private void breakOff(ByteBuf in, String reason) {
    broken = true;
    in.skipBytes(in.readableBytes());
    onBroken.accept(reason);
  }
}
