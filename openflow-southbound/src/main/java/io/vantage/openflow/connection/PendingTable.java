package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vantage.southbound.SwitchCongestedException;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchGoneException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one connection that wait for an answer, by transaction id. Every one of them ends: by
 * its reply, by an error of the switch, by its deadline, or with the connection. Any thread adds;
 * the event loop does the rest.
 */
final class PendingTable {
  private static final int MAX_PENDING = 8192;

  /** A part of a reply puts the deadline off, but only if there is something in it. */
  private static final int MULTIPART_HEADER_BYTES = 16;

  private record Entry(Pending pending, long deadlineNanos) {}

  private final EventLoop loop;
  private final Duration deadline;
  private final ConcurrentSkipListMap<Integer, Entry> entries =
      new ConcurrentSkipListMap<>(Integer::compareUnsigned);
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile Optional<String> closed = Optional.empty();

  PendingTable(EventLoop loop, Duration deadline) {
    this.loop = loop;
    this.deadline = deadline;
  }

  /** Registers a request, before it is sent; if it cannot be, its future has failed. */
  boolean add(int xid, Pending pending) {
    if (size.incrementAndGet() > MAX_PENDING) {
      size.decrementAndGet();
      pending
          .future()
          .completeExceptionally(
              new SwitchCongestedException(MAX_PENDING + " requests wait for an answer already"));
      return false;
    }
    entries.put(xid, new Entry(pending, System.nanoTime() + deadline.toNanos()));
    closed.ifPresent(this::failAll);
    if (pending.future().isDone()) {
      return false;
    }
    sweepLater();
    return true;
  }

  /** Fails a request that could not be sent. */
  void fail(int xid, RuntimeException cause) {
    remove(xid).ifPresent(pending -> pending.future().completeExceptionally(cause));
  }

  private Optional<Pending> remove(int xid) {
    Entry entry = entries.remove(xid);
    if (entry == null) {
      return Optional.empty();
    }
    size.decrementAndGet();
    return Optional.of(entry.pending());
  }

  /**
   * Hands a reply to its request.
   *
   * @return false if no request waits for it
   * @throws RuntimeException if it is malformed; the request has then failed
   */
  boolean reply(int xid, int type, ByteBuf frame) {
    Entry entry = entries.get(xid);
    if (entry == null || entry.pending().replyType() != type) {
      return false;
    }
    boolean last;
    try {
      last = entry.pending().accept(frame);
    } catch (RuntimeException e) {
      fail(xid, e);
      throw e;
    }
    if (last) {
      remove(xid);
    } else if (frame.readableBytes() > MULTIPART_HEADER_BYTES) {
      entries.replace(xid, new Entry(entry.pending(), System.nanoTime() + deadline.toNanos()));
    }
    return true;
  }

  /**
   * Hands an error to the request or batch that caused it.
   *
   * @return false if none did
   */
  boolean error(int xid, SwitchError error) {
    Optional<Pending> refused = remove(xid);
    if (refused.isPresent()) {
      refused.get().refuse(error);
      return true;
    }
    Map.Entry<Integer, Entry> next = entries.higherEntry(xid);
    while (next != null) {
      if (next.getValue().pending() instanceof Pending.Batch batch) {
        return batch.error(xid, error);
      }
      next = entries.higherEntry(next.getKey());
    }
    return false;
  }

  /** Fails everything, now and later. */
  void close(String reason) {
    closed = Optional.of(reason);
    failAll(reason);
  }

  private void failAll(String reason) {
    for (Integer xid : entries.keySet()) {
      fail(xid, new SwitchGoneException("connection ended: " + reason));
    }
  }

  private void sweepLater() {
    if (sweeping.compareAndSet(false, true)) {
      try {
        long period = Math.max(1, deadline.toMillis() / 8);
        loop.schedule(this::sweep, period, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        close("event loop has ended");
      }
    }
  }

  private void sweep() {
    sweeping.set(false);
    long now = System.nanoTime();
    entries.forEach(
        (xid, entry) -> {
          if (now - entry.deadlineNanos() >= 0) {
            remove(xid)
                .ifPresent(
                    pending ->
                        pending
                            .future()
                            .completeExceptionally(
                                new TimeoutException(
                                    "no answer from the switch within "
                                        + deadline.toMillis()
                                        + " ms")));
          }
        });
    if (!entries.isEmpty()) {
      sweepLater();
    }
  }
}
