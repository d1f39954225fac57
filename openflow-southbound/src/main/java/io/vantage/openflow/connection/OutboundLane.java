package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only way out to a switch: encoded messages leave in the order in which they were handed over.
 * Any thread may send; the event loop alone writes, as long as the channel is writable, and flushes
 * once per batch. On the event loop, with nothing waiting, a message skips the queue.
 *
 * <p>Bounded by bytes: a full lane refuses, and a deep one stops the reading of what the switch
 * sends until it has drained, so that a switch that does not read costs no more memory than this.
 */
final class OutboundLane implements Runnable {
  /** What a waiting buffer costs beside its bytes. */
  private static final int OVERHEAD_BYTES = 64;

  private final Channel channel;
  private final EventLoop loop;
  private final int capacityBytes;
  private final Queue<ByteBuf> queue;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean closed;

  // Of the event loop.
  private boolean reading;
  private boolean unflushed;
  private long drainedBytes;

  OutboundLane(Channel channel, int capacityBytes) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.capacityBytes = capacityBytes;
    this.queue = PlatformDependent.newMpscQueue(capacityBytes / OVERHEAD_BYTES + 1);
  }

  /** True if less than half of the lane is free. */
  boolean isCongested() {
    return waitingBytes.get() > capacityBytes / 2;
  }

  /** True if nothing at all would be taken, so that it need not be encoded first. */
  boolean isShut() {
    return closed || waitingBytes.get() >= capacityBytes;
  }

  /**
   * Takes over the buffer, in any case.
   *
   * @return false if the lane is full or closed; the buffer is then released
   */
  boolean send(ByteBuf message) {
    if (closed) {
      message.release();
      return false;
    }
    if (loop.inEventLoop() && waitingBytes.get() == 0 && isWritable()) {
      channel.write(message, channel.voidPromise());
      unflushed = true;
      if (!reading) {
        schedule();
      }
      return true;
    }
    if (!reserve(message.readableBytes() + OVERHEAD_BYTES)) {
      message.release();
      return false;
    }
    enqueue(message);
    return true;
  }

  /** Flushing early may make room in the channel; it is tried before messages have to wait. */
  private boolean isWritable() {
    if (channel.isWritable()) {
      return true;
    }
    if (unflushed) {
      flush();
    }
    return channel.isWritable();
  }

  /** A message larger than the whole lane still fits into an empty one. */
  private boolean reserve(int bytes) {
    while (true) {
      long waiting = waitingBytes.get();
      if (waiting > 0 && waiting + bytes > capacityBytes) {
        return false;
      }
      if (waitingBytes.compareAndSet(waiting, waiting + bytes)) {
        return true;
      }
    }
  }

  private void enqueue(ByteBuf message) {
    queue.add(message);
    if (waitingBytes.get() > capacityBytes / 4) {
      channel.config().setAutoRead(false);
    }
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this);
      } catch (RejectedExecutionException e) {
        closed = true;
      }
    }
  }

  /** Writes what waits, as far as the channel takes it. Called by the event loop. */
  @Override
  public void run() {
    scheduled.set(false);
    if (closed) {
      discard();
      return;
    }
    long written = 0;
    ByteBuf message;
    while (channel.isWritable() && (message = queue.poll()) != null) {
      written += message.readableBytes() + OVERHEAD_BYTES;
      channel.write(message, channel.voidPromise());
      unflushed = true;
    }
    drainedBytes += written;
    long waiting = waitingBytes.addAndGet(-written);
    flush();
    if (waiting < capacityBytes / 8 && !channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
    if (waiting > 0 && channel.isWritable()) {
      schedule();
    }
  }

  private void flush() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  /** Messages are being handled: what they cause to be sent is flushed by {@link #readComplete}. */
  void reading() {
    reading = true;
  }

  void readComplete() {
    reading = false;
    flush();
  }

  void writabilityChanged() {
    if (channel.isWritable() && waitingBytes.get() > 0) {
      schedule();
    }
  }

  /**
   * Bytes that have left the queue since the connection began; while reading is stopped, they show
   * that the switch still reads. Of the event loop.
   */
  long drainedBytes() {
    return drainedBytes;
  }

  /**
   * Releases what waits and refuses the rest. Called by the event loop when the channel is gone.
   */
  void close() {
    closed = true;
    discard();
  }

  private void discard() {
    ByteBuf message;
    while ((message = queue.poll()) != null) {
      waitingBytes.addAndGet(-message.readableBytes() - OVERHEAD_BYTES);
      message.release();
    }
  }
}
