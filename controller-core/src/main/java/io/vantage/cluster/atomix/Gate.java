package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.RaftError;
import io.atomix.protocols.raft.protocol.RaftResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A bounded waiting room for requests that need a settled leader. While there is none, the engine
 * would reject them; here they wait until {@link #release()}, for a limited time. Any thread.
 */
final class Gate {
  private static final long TICK_MILLIS = 5;

  private final int capacity;
  private final long limitNanos;
  private final BooleanSupplier closed;
  private final ScheduledExecutorService thread;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final LongAdder rejected = new LongAdder();

  /**
   * @param limit how long a request may wait
   * @param closed whether requests must wait now
   * @param thread where waiting requests are taken up again
   */
  Gate(int capacity, Duration limit, BooleanSupplier closed, ScheduledExecutorService thread) {
    this.capacity = capacity;
    this.limitNanos = limit.toNanos();
    this.closed = closed;
    this.thread = thread;
  }

  /** Runs the action once the gate is open, again if it finds no leader, until time is up. */
  <R extends RaftResponse> CompletableFuture<R> pass(Supplier<CompletableFuture<R>> action) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    attempt(action, answer, System.nanoTime() + limitNanos);
    return answer;
  }

  private <R extends RaftResponse> void attempt(
      Supplier<CompletableFuture<R>> action, CompletableFuture<R> answer, long deadline) {
    // Counted first and asked then, so that whoever closes the gate sees all that slipped through.
    inside.incrementAndGet();
    boolean mayWait = System.nanoTime() - deadline < 0;
    if (mayWait && closed.getAsBoolean() && park(() -> attempt(action, answer, deadline))) {
      inside.decrementAndGet();
      return;
    }
    action
        .get()
        .whenComplete(
            (response, error) -> {
              inside.decrementAndGet();
              if (error != null) {
                answer.completeExceptionally(error);
                return;
              }
              boolean noLeader = foundNoLeader(response);
              boolean again = noLeader && System.nanoTime() - deadline < 0;
              if (!again || !park(() -> attempt(action, answer, deadline))) {
                if (noLeader) {
                  rejected.increment();
                }
                answer.complete(response);
              }
            });
  }

  static boolean foundNoLeader(RaftResponse response) {
    if (response.status() != RaftResponse.Status.ERROR || response.error() == null) {
      return false;
    }
    RaftError.Type type = response.error().type();
    return type == RaftError.Type.NO_LEADER || type == RaftError.Type.ILLEGAL_MEMBER_STATE;
  }

  private boolean park(Runnable attempt) {
    if (capacity == 0 || size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      return false;
    }
    waiting.add(attempt);
    tick();
    return true;
  }

  private void tick() {
    if (size.get() > 0 && ticking.compareAndSet(false, true)) {
      try {
        thread.schedule(
            () -> {
              ticking.set(false);
              drain();
              tick();
            },
            TICK_MILLIS,
            TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The partition is closing; whoever waits has a deadline.
        ticking.set(false);
      }
    }
  }

  /** Lets those who wait try again now. */
  void release() {
    if (size.get() > 0) {
      drain();
    }
  }

  private void drain() {
    List<Runnable> taken = new ArrayList<>();
    for (int left = size.get(); left > 0; left--) {
      Runnable attempt = waiting.poll();
      if (attempt == null) {
        break;
      }
      taken.add(attempt);
    }
    size.addAndGet(-taken.size());
    taken.forEach(Runnable::run);
  }

  /** How many requests went through and have no answer yet. */
  int inside() {
    return inside.get();
  }

  /** How many requests wait. */
  int waiting() {
    return size.get();
  }

  /** How many requests were answered with "no leader". */
  long rejected() {
    return rejected.sum();
  }
}
