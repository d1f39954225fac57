package io.vantage.seer.elector;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every failure inside SEER ends: counted, and logged once in ten seconds at most. Any
 * thread.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger("io.vantage.seer");
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final LongAdder count = new LongAdder();
  private volatile String newest = "";
  private final AtomicLong nextLog = new AtomicLong(System.nanoTime());

  /** The task, which then never throws. */
  Runnable guarded(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
        caught(what, e);
      }
    };
  }

  void caught(String what, Throwable failure) {
    count.increment();
    newest = what + ": " + failure;
    long now = System.nanoTime();
    long due = nextLog.get();
    if (now - due >= 0 && nextLog.compareAndSet(due, now + INTERVAL_NANOS)) {
      LOG.warn("SEER: {} failed ({} failures so far)", what, count.sum(), failure);
    }
  }

  /** What failed last; empty if nothing has. */
  String newest() {
    return newest;
  }

  long count() {
    return count.sum();
  }
}
