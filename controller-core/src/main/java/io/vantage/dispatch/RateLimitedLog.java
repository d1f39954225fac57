package io.vantage.dispatch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/** Writes at most one warning a second and says how many it kept back. Any thread. */
final class RateLimitedLog {
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Logger log;
  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final LongAdder suppressed = new LongAdder();

  RateLimitedLog(Logger log) {
    this.log = log;
  }

  void warn(String message, Throwable cause) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL_NANOS)) {
      suppressed.increment();
      return;
    }
    long more = suppressed.sumThenReset();
    log.warn(more == 0 ? message : message + " (" + more + " like it not logged)", cause);
  }
}
