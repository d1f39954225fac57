package io.vantage.testbed.wan;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays TCP connections with the delays of a {@link Wan}. A route listens as long as its target
 * does, so that who connects to a replica that has ended is refused, as on a real network.
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int THREADS = 2;
  private static final int CONNECT_MILLIS = 2000;
  private static final long PROBE_MILLIS = 100;
  private static final long RETRY_MILLIS = 1000;
  private static final int BACKLOG = 128;

  private final Wan wan;
  private final EventLoopGroup loops =
      new NioEventLoopGroup(THREADS, new DefaultThreadFactory("wan", true));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("wan-timer", true));
  private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
  private final Map<InetSocketAddress, Target> targets = new LinkedHashMap<>();

  /**
   * A way through the network.
   *
   * @param from the end that connects
   * @param to the end that accepts
   */
  public record Route(int from, int to, InetSocketAddress listen, InetSocketAddress target) {}

  /**
   * Opens the routes.
   *
   * @throws UncheckedIOException if an address cannot be listened on
   */
  public Relay(Wan wan, List<Route> routes) {
    this.wan = wan;
    for (Route route : routes) {
      targets
          .computeIfAbsent(route.target, address -> new Target(address, loops.next()))
          .routes
          .add(route);
    }
    try {
      for (Target target : targets.values()) {
        target.routes.forEach(Relay::requireFree);
        target.loop.execute(target::probe);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    wan.listen(() -> lanes.forEach(Lane::wake));
  }

  /** Fails now if an address cannot be had; later it can only be tried again. */
  private static void requireFree(Route route) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(route.listen);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "the WAN emulator cannot listen on %s:%d: %s"
                  .formatted(route.listen.getHostString(), route.listen.getPort(), e.getMessage()),
              e));
    }
  }

  private ChannelFuture bind(Route route) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(new Accepted(route))
        .bind(route.listen);
  }

  private Bootstrap connector(EventLoop loop, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(handler);
  }

  /** Connects an accepted channel with its target, on the same event loop. */
  @ChannelHandler.Sharable
  private final class Accepted extends ChannelInboundHandlerAdapter {
    private final Route route;

    Accepted(Route route) {
      this.route = route;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Channel caller = context.channel();
      connector(caller.eventLoop(), new Nothing())
          .connect(route.target)
          .addListener(
              (ChannelFuture done) -> {
                if (done.isSuccess()) {
                  join(caller, done.channel());
                } else {
                  caller.config().setOption(ChannelOption.SO_LINGER, 0);
                  caller.close();
                  targets.get(route.target).check();
                }
              });
    }

    private void join(Channel caller, Channel callee) {
      Lane there = new Lane(caller, callee, () -> wan.conditions(route.from, route.to), timer);
      Lane back = new Lane(callee, caller, () -> wan.conditions(route.to, route.from), timer);
      Lane.pair(there, back);
      for (Lane lane : List.of(there, back)) {
        lanes.add(lane);
        lane.channel().closeFuture().addListener(closed -> lanes.remove(lane));
      }
      caller.pipeline().replace(this, "lane", there);
      callee.pipeline().addLast(back);
      callee.closeFuture().addListener(closed -> targets.get(route.target).check());
      there.open();
      back.open();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** A channel that only shall be open. */
  private static final class Nothing extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      // Handlers come when both sides are there.
    }
  }

  /** Where routes lead; state belongs to its event loop. */
  private final class Target {
    private final InetSocketAddress address;
    private final EventLoop loop;
    private final List<Route> routes = new ArrayList<>();
    private final List<Channel> listening = new ArrayList<>();
    private boolean probing;
    private boolean present;

    Target(InetSocketAddress address, EventLoop loop) {
      this.address = address;
      this.loop = loop;
    }

    /** A connection has ended or was refused: is it still there? Any thread. */
    void check() {
      if (!loop.isShuttingDown()) {
        loop.execute(this::probe);
      }
    }

    void probe() {
      if (probing) {
        return;
      }
      probing = true;
      connector(loop, new Nothing())
          .connect(address)
          .addListener((ChannelFuture done) -> probed(done));
    }

    private void probed(ChannelFuture done) {
      probing = false;
      done.channel().close();
      if (loop.isShuttingDown()) {
        return;
      }
      if (done.isSuccess() && !present) {
        present = true;
        routes.forEach(this::open);
      } else if (!done.isSuccess()) {
        present = false;
        listening.forEach(Channel::close);
        listening.clear();
        loop.schedule(this::probe, PROBE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void open(Route route) {
      if (present) {
        bind(route).addListener((ChannelFuture bound) -> loop.execute(() -> opened(route, bound)));
      }
    }

    private void opened(Route route, ChannelFuture bound) {
      if (bound.isSuccess() && present) {
        listening.add(bound.channel());
      } else if (bound.isSuccess()) {
        bound.channel().close();
      } else {
        LOG.warn("cannot listen on {}: {}", route.listen, bound.cause().getMessage());
        loop.schedule(() -> open(route), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
