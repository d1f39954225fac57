package io.vantage.openflow.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a controller costs at the least: Netty, a frame decoder and a hand-written codec that reads
 * every packet-in (OpenFlow 1.0 and 1.3) into a record and answers with a flow-mod to its ethernet
 * destination. No limits, no liveness, no error handling: the yardstick, not a controller.
 */
public final class BareNettyController implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Channel server;
  private final LongAdder answered = new LongAdder();

  public BareNettyController(InetSocketAddress address, int threads) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    loops = epoll ? new EpollEventLoopGroup(threads) : new NioEventLoopGroup(threads);
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(65535, 2, 2, -4, 0))
                        .addLast(new Answering());
                  }
                })
            .bind(address)
            .sync()
            .channel();
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    BareNettyController controller =
        new BareNettyController(
            new InetSocketAddress("127.0.0.1", port), Integer.parseInt(args[1]));
    System.out.println("listening at " + controller.address());
    controller.server.closeFuture().sync();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Packet-ins answered so far. */
  public long answered() {
    return answered.sum();
  }

  @Override
  public void close() {
    loops.shutdownGracefully().awaitUninterruptibly(5_000);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Packet(
      int version,
      int xid,
      int bufferId,
      int reason,
      int table,
      long cookie,
      int inPort,
      byte[] data) {}

  private final class Answering extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(header(context.alloc(), 4, 0, 8, 1));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf frame = (ByteBuf) message;
      try {
        int version = frame.getUnsignedByte(0);
        switch (frame.getUnsignedByte(1)) {
          case 0 -> context.write(header(context.alloc(), version >= 4 ? 4 : 1, 5, 8, 2));
          case 2 -> context.write(frame.copy().setByte(1, 3));
          case 10 -> {
            context.write(flowMod(context.alloc(), version == 4 ? read13(frame) : read10(frame)));
            answered.increment();
          }
          case 6 -> requestDescription(context, version);
          case 17, 19 -> requestPorts(context, frame, version);
          default -> {}
        }
      } finally {
        frame.release();
      }
    }

    private void requestDescription(ChannelHandlerContext context, int version) {
      ByteBuf out =
          header(context.alloc(), version, version == 4 ? 18 : 16, version == 4 ? 16 : 12, 3);
      context.write(out.writeZero(version == 4 ? 8 : 4));
    }

    private void requestPorts(ChannelHandlerContext context, ByteBuf frame, int version) {
      if (version == 4 && frame.getUnsignedShort(8) == 0) {
        context.write(header(context.alloc(), 4, 18, 16, 4).writeInt(13 << 16).writeInt(0));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private static ByteBuf header(
      ByteBufAllocator allocator, int version, int type, int length, int xid) {
    return allocator
        .buffer(length)
        .writeByte(version)
        .writeByte(type)
        .writeShort(length)
        .writeInt(xid);
  }

  private static Packet read13(ByteBuf frame) {
    int matchLength = frame.getUnsignedShort(26);
    int dataAt = 24 + ((matchLength + 7) & ~7) + 2;
    int inPort = 0;
    for (int at = 28; at + 4 <= 24 + matchLength; at += 4 + frame.getUnsignedByte(at + 3)) {
      if (frame.getUnsignedByte(at + 2) >> 1 == 0) {
        inPort = frame.getInt(at + 4);
      }
    }
    byte[] data = new byte[frame.readableBytes() - dataAt];
    frame.getBytes(dataAt, data);
    return new Packet(
        4,
        frame.getInt(4),
        frame.getInt(8),
        frame.getByte(14),
        frame.getByte(15),
        frame.getLong(16),
        inPort,
        data);
  }

  private static Packet read10(ByteBuf frame) {
    byte[] data = new byte[frame.readableBytes() - 18];
    frame.getBytes(18, data);
    return new Packet(
        1,
        frame.getInt(4),
        frame.getInt(8),
        frame.getByte(16),
        0,
        0,
        frame.getUnsignedShort(14),
        data);
  }

  private static ByteBuf flowMod(ByteBufAllocator allocator, Packet packet) {
    if (packet.version() == 1) {
      ByteBuf out = header(allocator, 1, 14, 80, packet.xid());
      out.writeInt(0x3820ff & ~1 & ~8).writeShort(packet.inPort()).writeZero(6);
      out.writeBytes(packet.data(), 0, 6).writeZero(22);
      out.writeLong(0xabcd).writeLong(100).writeInt(-1).writeShort(0xffff).writeShort(0);
      return out.writeShort(0).writeShort(8).writeShort(2).writeShort(0xffff);
    }
    ByteBuf out = header(allocator, 4, 14, 96, packet.xid());
    out.writeLong(0xabcd).writeLong(0).writeShort(0).writeInt(0).writeShort(100);
    out.writeInt(-1).writeInt(-1).writeInt(-1).writeInt(0);
    out.writeShort(1).writeShort(22).writeInt(0x80000004).writeInt(packet.inPort());
    out.writeInt(0x80000606).writeBytes(packet.data(), 0, 6).writeZero(2);
    out.writeShort(4).writeShort(24).writeInt(0).writeShort(0).writeShort(16);
    return out.writeInt(2).writeShort(0xffff).writeZero(6);
  }
}
