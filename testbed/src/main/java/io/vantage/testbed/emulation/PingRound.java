package io.vantage.testbed.emulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many pings, a bounded number of them at a time. */
final class PingRound {
  record Pair(EmulatedHost from, EmulatedHost to) {}

  private final List<Pair> pairs;
  private final Duration deadline;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicLong longestNanos = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<PingReport> report = new CompletableFuture<>();

  PingRound(List<Pair> pairs, Duration deadline) {
    this.pairs = List.copyOf(pairs);
    this.deadline = deadline;
  }

  CompletableFuture<PingReport> run(int parallel) {
    if (pairs.isEmpty()) {
      report.complete(new PingReport(0, 0, Duration.ZERO, List.of()));
    }
    for (int i = 0; i < Math.max(1, parallel); i++) {
      startNext();
    }
    return report;
  }

  private void startNext() {
    int index = next.getAndIncrement();
    if (index < pairs.size()) {
      Pair pair = pairs.get(index);
      var unused =
          pair.from()
              .ping(pair.to().ipv4(), deadline)
              .whenComplete((time, failure) -> finished(time, failure));
    }
  }

  private void finished(Duration time, Throwable failure) {
    if (failure == null) {
      longestNanos.accumulateAndGet(time.toNanos(), Math::max);
    } else {
      failures.add(failure.getMessage());
    }
    if (finished.incrementAndGet() == pairs.size()) {
      List<String> failed = new ArrayList<>(failures);
      report.complete(
          new PingReport(
              pairs.size(),
              pairs.size() - failed.size(),
              Duration.ofNanos(longestNanos.get()),
              failed));
    }
    startNext();
  }
}
