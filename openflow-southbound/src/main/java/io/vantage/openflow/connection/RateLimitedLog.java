package io.vantage.openflow.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warnings about what peers do wrong: a few lines per period, then a count of those left out, so
 * that no peer can fill the disk. Thread-safe.
 */
final class RateLimitedLog {
  private final Logger log;
  private final int linesPerPeriod;
  private final long periodNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong periodStart;
  private final AtomicInteger lines = new AtomicInteger();

  RateLimitedLog(Logger log, int linesPerPeriod, Duration period, LongSupplier nanoTime) {
    this.log = log;
    this.linesPerPeriod = linesPerPeriod;
    this.periodNanos = period.toNanos();
    this.nanoTime = nanoTime;
    this.periodStart = new AtomicLong(nanoTime.getAsLong());
  }

  /** Logs without a stack trace: what matters is the message. */
  void warn(String format, Object... arguments) {
    long now = nanoTime.getAsLong();
    long start = periodStart.get();
    if (now - start >= periodNanos && periodStart.compareAndSet(start, now)) {
      int left = lines.getAndSet(0) - linesPerPeriod;
      if (left > 0) {
        log.warn("{} more such warnings were left out", left);
      }
    }
    if (lines.getAndIncrement() < linesPerPeriod) {
      log.warn(format, arguments);
    }
  }
}
