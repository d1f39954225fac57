package io.vantage.cluster.atomix;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vantage.cluster.OverloadedException;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Our connection to another replica, opened when it is needed and again after it broke. All state
 * belongs to one event loop.
 */
final class TcpPeer {
  private static final int OPEN_REQUESTS = 10_000;
  private static final int CONNECT_MILLIS = 1000;
  private static final long SWEEP_MILLIS = 10;
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private record Open(String subject, long deadlineNanos, CompletableFuture<byte[]> answer) {}

  private final ReplicaId local;
  private final Replica remote;
  private final EventLoop loop;
  private final Runnable ended;
  private final Map<Long, Open> requests = new HashMap<>();
  private final ArrayDeque<Frame.Request> early = new ArrayDeque<>();
  private long lastId;
  private Channel channel;
  private boolean connecting;
  private boolean lost;
  private boolean closed;
  private boolean flushing;
  private boolean sweeping;
  private long pauseNanos = SHORTEST_PAUSE_NANOS;
  private long notBefore = System.nanoTime();
  private long heard = System.nanoTime();

  /**
   * @param ended called on the event loop when the other process has most likely ended
   */
  TcpPeer(ReplicaId local, Replica remote, EventLoop loop, Runnable ended) {
    this.local = local;
    this.remote = remote;
    this.loop = loop;
    this.ended = ended;
  }

  /** Any thread. */
  CompletableFuture<byte[]> request(String subject, byte[] payload, Duration deadline) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (payload.length > Frame.LIMIT - Frame.NAME_LIMIT - 16) {
      answer.completeExceptionally(
          new IllegalArgumentException(
              subject + ": " + payload.length + " bytes exceed the limit of " + Frame.LIMIT));
      return answer;
    }
    long deadlineNanos = System.nanoTime() + deadline.toNanos();
    try {
      loop.execute(() -> send(subject, payload, new Open(subject, deadlineNanos, answer)));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new ConnectException("the network is closed"));
    }
    return answer;
  }

  private void send(String subject, byte[] payload, Open open) {
    if (closed) {
      open.answer.completeExceptionally(new ConnectException("the network is closed"));
      return;
    }
    if (requests.size() >= OPEN_REQUESTS || (channel != null && !channel.isWritable())) {
      open.answer.completeExceptionally(
          new OverloadedException("too much is under way to " + remote.id()));
      return;
    }
    if (channel == null && !connecting && System.nanoTime() - notBefore < 0) {
      open.answer.completeExceptionally(new ConnectException(remote.id() + " cannot be reached"));
      return;
    }
    long id = ++lastId;
    requests.put(id, open);
    sweepLater();
    Frame.Request frame = new Frame.Request(id, subject, payload);
    if (channel != null) {
      write(frame);
    } else {
      early.add(frame);
      connect();
    }
  }

  private void write(Frame frame) {
    channel.write(Frame.encode(frame, channel.alloc()), channel.voidPromise());
    if (!flushing) {
      flushing = true;
      loop.execute(
          () -> {
            flushing = false;
            if (channel != null) {
              channel.flush();
            }
          });
    }
  }

  private void connect() {
    if (connecting) {
      return;
    }
    connecting = true;
    // A host name is looked up on another thread, since that blocks.
    CompletableFuture.supplyAsync(() -> new InetSocketAddress(remote.host(), remote.port()))
        .whenCompleteAsync((address, error) -> connect(address), loop);
  }

  private void connect(InetSocketAddress address) {
    if (closed || address == null || address.isUnresolved()) {
      connected(null, new ConnectException("unknown host " + remote.host()));
      return;
    }
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(8 << 20, 32 << 20))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel fresh) {
                fresh.pipeline().addLast(Frame.splitter(), new Outbound());
              }
            })
        .connect(address)
        .addListener((ChannelFuture done) -> connected(done.channel(), done.cause()));
  }

  private void connected(Channel fresh, Throwable error) {
    connecting = false;
    if (error != null || closed) {
      notBefore = System.nanoTime() + pauseNanos;
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      early.clear();
      if (fresh != null) {
        fresh.close();
      }
      failAll(new ConnectException(remote.id() + " cannot be reached"));
      if (lost && !closed && isRefusal(error)) {
        ended.run();
      }
      lost = false;
      return;
    }
    lost = false;
    channel = fresh;
    heard = System.nanoTime();
    write(new Frame.Hello(local.name(), remote.id().name()));
    for (Frame.Request frame = early.poll(); frame != null; frame = early.poll()) {
      if (requests.containsKey(frame.id())) {
        write(frame);
      }
    }
  }

  private static boolean isRefusal(Throwable error) {
    return error instanceof ConnectException && !(error instanceof ConnectTimeoutException);
  }

  private void failAll(IOException cause) {
    List<Open> failed = new ArrayList<>(requests.values());
    requests.clear();
    failed.forEach(open -> open.answer.completeExceptionally(cause));
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long now = System.nanoTime();
    List<Open> late = new ArrayList<>();
    requests.values().removeIf(open -> now - open.deadlineNanos >= 0 && late.add(open));
    if (!late.isEmpty()) {
      early.removeIf(frame -> !requests.containsKey(frame.id()));
    }
    if (!late.isEmpty() && channel != null && now - heard > SILENCE_NANOS) {
      // Half open: the other side is gone without a word.
      channel.close();
    }
    late.forEach(
        open ->
            open.answer.completeExceptionally(
                new TimeoutException(open.subject + " to " + remote.id())));
    if (!requests.isEmpty()) {
      sweepLater();
    }
  }

  void close() {
    loop.execute(
        () -> {
          closed = true;
          early.clear();
          if (channel != null) {
            channel.close();
          }
          failAll(new ConnectException("the network is closed"));
        });
  }

  private final class Outbound extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      heard = System.nanoTime();
      pauseNanos = SHORTEST_PAUSE_NANOS;
      Frame frame = Frame.decode(bytes);
      if (frame instanceof Frame.Answer answer) {
        Open open = requests.remove(answer.id());
        if (open != null) {
          open.answer.complete(answer.payload());
        }
      } else if (frame instanceof Frame.Failure failure) {
        Open open = requests.remove(failure.id());
        if (open != null) {
          open.answer.completeExceptionally(
              new IOException(remote.id() + " could not answer: " + failure.reason()));
        }
      } else {
        throw new IllegalStateException("unexpected " + frame.getClass().getSimpleName());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (channel == context.channel()) {
        channel = null;
        notBefore = System.nanoTime() + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        failAll(new ConnectException("connection to " + remote.id() + " was lost"));
        if (!closed) {
          lost = true;
          connect();
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
