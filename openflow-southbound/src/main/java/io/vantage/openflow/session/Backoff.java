package io.vantage.openflow.session;

import java.time.Duration;

/** Growing pauses between attempts. Confined to one thread. */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private int failures;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** Counts a failure and tells how long to wait; doubles each time. */
  public Duration next() {
    Duration pause = first.multipliedBy(1L << Math.min(failures, 20));
    failures++;
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  /** Failures since the last {@link #reset}. */
  public int failures() {
    return failures;
  }

  public void reset() {
    failures = 0;
  }
}
