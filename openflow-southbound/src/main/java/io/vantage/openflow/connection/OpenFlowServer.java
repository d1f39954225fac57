package io.vantage.openflow.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.southbound.SwitchListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for OpenFlow switches and reports them to a {@link SwitchListener}. Uses epoll where
 * there is one.
 */
public final class OpenFlowServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFlowServer.class);
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);
  private static final Duration SHUTDOWN_DEADLINE = Duration.ofSeconds(5);

  private final OpenFlowSettings settings;
  private final ServerContext context;
  private final EventLoopGroup acceptor = eventLoops("openflow-accept", 1);
  private final EventLoopGroup workers;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger openConnections = new AtomicInteger();

  public OpenFlowServer(OpenFlowSettings settings, SwitchListener listener) {
    this.settings = settings;
    this.workers = eventLoops("openflow", settings.eventLoopThreads());
    RateLimitedLog complaints =
        new RateLimitedLog(LOG, 20, Duration.ofSeconds(10), System::nanoTime);
    this.context = new ServerContext(settings, listener, new ConnectedSwitches(), complaints);
  }

  private static EventLoopGroup eventLoops(String name, int threads) {
    DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
    return Epoll.isAvailable()
        ? new EpollEventLoopGroup(threads, factory)
        : new NioEventLoopGroup(threads, factory);
  }

  /**
   * Starts listening.
   *
   * @return the address that is listened at; fails with an {@link IOException} that names it if it
   *     cannot be had
   */
  public CompletableFuture<InetSocketAddress> start() {
    ColdCodec.load();
    Class<? extends ServerChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
    new ServerBootstrap()
        .group(acceptor, workers)
        .channel(type)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel);
              }
            })
        .bind(settings.address())
        .addListener(
            (io.netty.channel.ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
                LOG.info("listening for OpenFlow switches at {}", address);
                started.complete(address);
              } else {
                started.completeExceptionally(
                    new IOException(
                        "cannot listen for OpenFlow switches at "
                            + settings.address()
                            + ": "
                            + bound.cause().getMessage(),
                        bound.cause()));
              }
            });
    return started;
  }

  private void accept(Channel channel) {
    channel.closeFuture().addListener(closed -> openConnections.decrementAndGet());
    if (openConnections.incrementAndGet() > settings.maxConnections()) {
      context
          .complaints()
          .warn(
              "refusing {}: {} connections is the limit",
              channel.remoteAddress(),
              settings.maxConnections());
      channel.close();
      return;
    }
    Connection connection = new Connection(context, channel);
    connections.add(connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
    settings
        .tls()
        .ifPresent(tls -> channel.pipeline().addLast("tls", tls.newHandler(channel.alloc())));
    channel
        .pipeline()
        .addLast("frames", connection.frames())
        .addLast("liveness", new Liveness(connection, settings.echoIdle(), settings.echoTimeout()))
        .addLast("switch", new Handshake(connection))
        .addLast("connection", new ConnectionHandler(connection));
  }

  /**
   * Stops listening, ends every connection and waits, no longer than five seconds, until listeners
   * have heard of it. Not to be called on an event loop.
   */
  @Override
  public void close() {
    acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    connections.forEach(connection -> connection.close("this replica shuts down"));
    workers
        .shutdownGracefully(0, SHUTDOWN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(SHUTDOWN_DEADLINE.toMillis());
  }
}
