package io.vantage.testbed.wan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One direction of a relayed connection: holds what its channel reads until it is due at the other
 * one, in order. All state belongs to the event loop that both channels share. What is held is
 * bounded; beyond that the sender has to wait, as it has while the path is cut.
 */
final class Lane extends ChannelInboundHandlerAdapter {
  private static final long MOST_HELD_BYTES = 4 << 20;

  /** To wake timer, event loop and receiver takes about that long; it counts as part of the way. */
  private static final long WAKING_NANOS = 200_000;

  /** Bytes, or null for the end of the connection. */
  private record Held(long dueNanos, ByteBuf bytes) {}

  private final Channel from;
  private final Channel to;
  private final Supplier<Wan.Conditions> conditions;
  private final ScheduledExecutorService timer;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private Lane opposite;
  private long heldBytes;
  private long lineFreeNanos = System.nanoTime();
  private long lastDueNanos = lineFreeNanos;
  private boolean waiting;

  /**
   * @param conditions of the path now
   * @param timer wakes the event loop, more exactly than its own timer does
   */
  Lane(
      Channel from,
      Channel to,
      Supplier<Wan.Conditions> conditions,
      ScheduledExecutorService timer) {
    this.from = from;
    this.to = to;
    this.conditions = conditions;
    this.timer = timer;
  }

  /** Makes two lanes the two directions of one connection. */
  static void pair(Lane there, Lane back) {
    there.opposite = back;
    back.opposite = there;
  }

  /** The channel that is read. */
  Channel channel() {
    return from;
  }

  /** Begins to read, or lets go of a channel that has closed before this lane was there. */
  void open() {
    if (!from.isActive()) {
      hold(null, 0);
    }
    deliver();
  }

  /** Conditions may have changed. Any thread. */
  void wake() {
    from.eventLoop().execute(this::deliver);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    heldBytes += bytes.capacity();
    hold(bytes, bytes.readableBytes());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    hold(null, 0);
  }

  private void hold(ByteBuf bytes, int length) {
    Wan.Conditions now = conditions.get();
    double sending = length / now.bytesPerSecond() * TimeUnit.SECONDS.toNanos(1);
    lineFreeNanos = later(System.nanoTime(), lineFreeNanos) + (long) sending;
    lastDueNanos =
        later(lastDueNanos, lineFreeNanos + Math.max(0, now.delayNanos() - WAKING_NANOS));
    held.add(new Held(lastDueNanos, bytes));
    deliver();
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  /** Passes on what is due and waits for the rest. */
  void deliver() {
    boolean cut = conditions.get().cut();
    long now = System.nanoTime();
    boolean written = false;
    while (!cut && !held.isEmpty() && now - held.peek().dueNanos >= 0 && to.isWritable()) {
      ByteBuf bytes = held.poll().bytes;
      if (bytes == null) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      } else {
        heldBytes -= bytes.capacity();
        to.write(bytes, to.voidPromise());
        written = true;
      }
    }
    if (written) {
      to.flush();
    }
    from.config().setAutoRead(!cut && heldBytes < MOST_HELD_BYTES);
    if (!cut && !held.isEmpty()) {
      awaitDue(held.peek().dueNanos - now);
    }
  }

  private void awaitDue(long nanos) {
    if (nanos <= 0 || waiting) {
      // Not writable: goes on when it is, or ends with the channel.
      if (nanos <= 0 && !to.isActive()) {
        release();
      }
      return;
    }
    waiting = true;
    try {
      timer.schedule(() -> from.eventLoop().execute(this::due), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      release();
    }
  }

  private void due() {
    waiting = false;
    deliver();
  }

  private void release() {
    for (Held next = held.poll(); next != null; next = held.poll()) {
      if (next.bytes != null) {
        next.bytes.release();
      }
    }
    heldBytes = 0;
  }

  /** What the opposite lane holds is written to this lane's channel. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    opposite.deliver();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset. The other side hears of it when the channel has closed and the delay has passed.
    context.close();
  }
}
