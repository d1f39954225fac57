package io.vantage.cluster.atomix;

import io.vantage.cluster.PartitionLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Keeps a fixed number of updates in flight to a partition and notes what became of each. A failed
 * update is not repeated, so that every identifier is proposed once.
 */
final class Load {
  private final String prefix;
  private final Supplier<PartitionLog> log;
  private final LongFunction<byte[]> updates;
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final AtomicLong completed = new AtomicLong();
  private final boolean remember;
  private volatile boolean stopped;

  /**
   * @param log where to propose the next update
   * @param remember whether to keep all identifiers and times, for checks
   */
  Load(String prefix, Supplier<PartitionLog> log, int bytes, boolean remember) {
    this(
        prefix,
        log,
        number -> {
          String id = prefix + number;
          return RecordingMachine.update(id, Math.max(bytes, id.length() + 1));
        },
        remember);
  }

  /**
   * @param updates makes the update of a number, counted from 1
   */
  Load(String prefix, Supplier<PartitionLog> log, LongFunction<byte[]> updates, boolean remember) {
    this.prefix = prefix;
    this.log = log;
    this.updates = updates;
    this.remember = remember;
  }

  Load start(int window) {
    for (int i = 0; i < window; i++) {
      inFlight.incrementAndGet();
      propose();
    }
    return this;
  }

  private void propose() {
    long number = next.incrementAndGet();
    String id = prefix + number;
    long begin = System.nanoTime();
    log.get()
        .propose(updates.apply(number))
        .whenComplete(
            (committed, error) -> {
              completed.incrementAndGet();
              if (error != null) {
                failed.add(id + ": " + error);
              } else if (remember) {
                acknowledged.add(id);
              }
              if (remember) {
                nanos.add(System.nanoTime() - begin);
              }
              if (stopped || (error != null && failed.size() > 1000)) {
                inFlight.decrementAndGet();
              } else {
                propose();
              }
            });
  }

  /** Proposes nothing more. */
  void stop() {
    stopped = true;
  }

  boolean isIdle() {
    return inFlight.get() == 0;
  }

  long completed() {
    return completed.get();
  }

  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  List<String> failed() {
    return List.copyOf(failed);
  }

  /** Times of all completed updates, ascending. */
  long[] sortedNanos() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  double quantileMillis(double q) {
    long[] sorted = sortedNanos();
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)] / 1e6;
  }

  /** What is missing from, or twice in, a state that must contain everything acknowledged. */
  List<String> problemsIn(List<String> applied) {
    List<String> problems = new ArrayList<>();
    java.util.Set<String> seen = new java.util.HashSet<>();
    for (String id : applied) {
      if (!seen.add(id)) {
        problems.add("twice: " + id);
      }
    }
    for (String id : acknowledged) {
      if (!seen.contains(id)) {
        problems.add("lost: " + id);
      }
    }
    return problems;
  }
}
