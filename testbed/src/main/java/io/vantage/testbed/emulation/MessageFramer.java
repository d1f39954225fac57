package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vantage.testbed.emulation.wire.OpenFlow;
import java.util.List;

/** Cuts the byte stream into OpenFlow messages; a length below the header's ends the connection. */
final class MessageFramer extends ByteToMessageDecoder {
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < OpenFlow.HEADER) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex() + 2);
    if (length < OpenFlow.HEADER) {
      in.skipBytes(in.readableBytes());
      var unused = context.close();
    } else if (in.readableBytes() >= length) {
      out.add(in.readRetainedSlice(length));
    }
  }
}
