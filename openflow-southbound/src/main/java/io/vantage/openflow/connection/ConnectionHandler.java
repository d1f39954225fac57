package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.openflow.codec.MessageType;
import java.io.IOException;

/** End of the pipeline: start and end of the connection, flushes, failures. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private final Connection connection;

  ConnectionHandler(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ByteBuf hello = connection.buffer(2 * MessageType.HEADER_BYTES);
    ColdCodec.writeHello(0, hello);
    connection.lane().send(hello);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    connection.lane().readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    connection.lane().writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.ended();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      connection.close("connection failed: " + cause.getMessage());
    } else {
      connection.reject("caused " + cause);
    }
  }
}
