package io.vantage.testbed.emulation;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vantage.testbed.emulation.datapath.Datapath;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps a connection to one controller: connects, and after a loss connects again with a doubling
 * back-off. Runs on the event loop of its switch.
 */
final class ControllerLink {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final EmulatedSwitch owner;
  private final InetSocketAddress controller;
  private final Supplier<Datapath> datapath;
  private Optional<Channel> channel = Optional.empty();
  private long backoffMillis;
  private boolean wanted;
  private int attempt;

  ControllerLink(EmulatedSwitch owner, InetSocketAddress controller, Supplier<Datapath> datapath) {
    this.owner = owner;
    this.controller = controller;
    this.datapath = datapath;
  }

  void open() {
    wanted = true;
    backoffMillis = owner.options().backoffMin().toMillis();
    connect();
  }

  /** Closes for good, or until {@link #open}. */
  void close() {
    wanted = false;
    attempt++;
    channel.ifPresent(
        open -> {
          var unused = open.close();
        });
    channel = Optional.empty();
  }

  private void connect() {
    attempt++;
    int mine = attempt;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(owner.loop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .handler(new SessionPipeline());
    ChannelFuture connecting = bootstrap.connect(controller);
    channel = Optional.of(connecting.channel());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            connected(connecting.channel(), mine);
          } else {
            retry(mine);
          }
        });
  }

  private void connected(Channel open, int mine) {
    open.closeFuture().addListener(closed -> retry(mine));
    if (!owner.reads()) {
      open.config().setAutoRead(false);
    }
  }

  private void retry(int mine) {
    if (!wanted || mine != attempt) {
      return;
    }
    // Jitter keeps a thousand switches from knocking in step.
    long jitter = ThreadLocalRandom.current().nextLong(backoffMillis / 2 + 1);
    long wait = backoffMillis / 2 + jitter;
    backoffMillis = Math.min(backoffMillis * 2, owner.options().backoffMax().toMillis());
    var unused =
        owner.loop().schedule(() -> reconnect(mine), Math.max(1, wait), TimeUnit.MILLISECONDS);
  }

  private void reconnect(int mine) {
    if (wanted && mine == attempt) {
      connect();
    }
  }

  /** A handshake went through: the next loss starts the back-off anew. */
  void settled() {
    backoffMillis = owner.options().backoffMin().toMillis();
  }

  private final class SessionPipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel open) {
      RequestHandler requests = new RequestHandler(owner, datapath.get());
      open.pipeline()
          .addLast(new MessageFramer())
          .addLast(
              new ControllerSession(owner, requests, controller, ControllerLink.this::settled));
    }
  }
}
