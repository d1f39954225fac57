package io.vantage.testbed.lab;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Repeated requests that should be answered, and the longest time between two of them that were.
 * Any thread.
 */
final class Pinger {
  private final Supplier<CompletableFuture<Duration>> request;
  private final Duration deadline;
  private CompletableFuture<Duration> last = CompletableFuture.completedFuture(Duration.ZERO);
  private long sent;
  private long received;
  private long lastAnsweredNanos;
  private long longestGapNanos;

  /**
   * @param request sends one and completes with its answer, or fails by the deadline
   */
  Pinger(Supplier<CompletableFuture<Duration>> request, Duration deadline) {
    this.request = request;
    this.deadline = deadline;
  }

  synchronized void ping() {
    long now = System.nanoTime();
    sent++;
    last = request.get();
    last.whenComplete(
        (rtt, failure) -> {
          if (failure == null) {
            answered(now);
          }
        });
  }

  private synchronized void answered(long sentNanos) {
    if (received++ > 0) {
      longestGapNanos = Math.max(longestGapNanos, sentNanos - lastAnsweredNanos);
    }
    lastAnsweredNanos = Math.max(lastAnsweredNanos, sentNanos);
  }

  void awaitLast() throws InterruptedException, TimeoutException {
    CompletableFuture<Duration> awaited;
    synchronized (this) {
      awaited = last;
    }
    try {
      awaited.get(deadline.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // Unanswered: counted as lost.
    }
  }

  synchronized long sent() {
    return sent;
  }

  synchronized long received() {
    return received;
  }

  /** Longest gap between the sendings of two answered requests; the gap that is open counts. */
  synchronized double longestGapMillis() {
    long open = lastAnsweredNanos == 0 ? 0 : System.nanoTime() - lastAnsweredNanos;
    return Math.max(open, longestGapNanos) / 1e6;
  }

  /** Begins a new measurement of the gap. */
  synchronized void resetGap() {
    longestGapNanos = 0;
  }
}
