package io.vantage.testbed.wan;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.simulation.Geography;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many pairs that send small messages through one relay and get each of them back. */
final class RelayLoad {
  private static final int MESSAGE_BYTES = 100;
  private static final double ONE_WAY_MILLIS = 5;
  private static final long PERIOD_MICROS = 1_500;
  private static final long WARM_UP_MILLIS = 2_000;

  /** Messages that came back, per second, and their round trips in milliseconds. */
  record Report(long perSecond, double medianMillis, double p99Millis) {}

  private final Histogram rtts = new ConcurrentHistogram(3);
  private volatile boolean counting;

  private RelayLoad() {}

  /**
   * Runs the load; every pair sends a message every 1.5 ms.
   *
   * @param blocked whether nobody reads at the far end of the first pair, which sends as much as it
   *     can and is not counted
   */
  static Report run(int pairs, int seconds, boolean blocked)
      throws IOException, InterruptedException {
    return new RelayLoad().measure(pairs, seconds, blocked);
  }

  private Report measure(int pairs, int seconds, boolean blocked)
      throws IOException, InterruptedException {
    EventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("relay-load", true));
    try {
      Channel echo = echo(loops, blocked);
      int port = ((InetSocketAddress) echo.localAddress()).getPort();
      try (Relay relay = new Relay(wan(pairs), routes(pairs, port))) {
        List<Channel> callers = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
          callers.add(connect(loops, pair, port));
        }
        for (int pair = 0; pair < pairs; pair++) {
          boolean flood = blocked && pair == 0;
          Channel caller = callers.get(pair);
          var sender =
              caller
                  .eventLoop()
                  .scheduleAtFixedRate(
                      () -> send(caller, flood),
                      pair * PERIOD_MICROS / pairs,
                      PERIOD_MICROS,
                      TimeUnit.MICROSECONDS);
          caller.closeFuture().addListener(closed -> sender.cancel(false));
        }
        TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
        counting = true;
        TimeUnit.SECONDS.sleep(seconds);
        counting = false;
        callers.forEach(caller -> caller.close().awaitUninterruptibly(1000));
        return new Report(
            rtts.getTotalCount() / seconds,
            rtts.getValueAtPercentile(50) / 1e6,
            rtts.getValueAtPercentile(99) / 1e6);
      }
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }

  /** One replica and a switch for every pair. */
  private static Wan wan(int pairs) {
    double[][] delays = new double[pairs][1];
    for (double[] row : delays) {
      Arrays.fill(row, ONE_WAY_MILLIS);
    }
    return new Wan(
        new Geography(
            List.of(new ReplicaId("r1")),
            IntStream.rangeClosed(1, pairs).mapToObj(DatapathId::new).toList(),
            new double[1][1],
            delays));
  }

  private static List<Relay.Route> routes(int pairs, int port) {
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", port);
    return IntStream.range(0, pairs)
        .mapToObj(
            pair ->
                new Relay.Route(1 + pair, 0, new InetSocketAddress(address(pair), port), target))
        .toList();
  }

  private static String address(int pair) {
    return "127.98.1." + (1 + pair);
  }

  private static Channel echo(EventLoopGroup loops, boolean blocked) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Echo(blocked));
              }
            })
        .bind("127.0.0.1", 0)
        .syncUninterruptibly()
        .channel();
  }

  private Channel connect(EventLoopGroup loops, int pair, int port) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      var connected =
          new Bootstrap()
              .group(loops)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel
                          .pipeline()
                          .addLast(new FixedLengthFrameDecoder(MESSAGE_BYTES), new Answers());
                    }
                  })
              .connect(address(pair), port)
              .awaitUninterruptibly();
      if (connected.isSuccess()) {
        return connected.channel();
      }
      if (tries == 100) {
        throw new IllegalStateException("the relay does not listen", connected.cause());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void send(Channel channel, boolean flood) {
    do {
      ByteBuf message = channel.alloc().buffer(MESSAGE_BYTES);
      message.writeByte(flood ? 1 : 0).writeLong(System.nanoTime()).writeZero(MESSAGE_BYTES - 9);
      channel.writeAndFlush(message, channel.voidPromise());
    } while (flood && channel.isWritable());
  }

  private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      if (counting && message.readByte() == 0) {
        rtts.recordValue(System.nanoTime() - message.readLong());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The load has ended while messages were on their way.
      context.close();
    }
  }

  /** Sends back what it reads; stops reading for good where a flood arrives. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private final boolean blocked;

    Echo(boolean blocked) {
      this.blocked = blocked;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (blocked && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == 1) {
        context.channel().config().setAutoRead(false);
      }
      context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The callers have left.
      context.close();
    }
  }
}
