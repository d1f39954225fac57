package io.vantage.openflow.probe;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The newest round-trip times of one switch and their low percentile: on a busy machine the lowest
 * samples are near the path's delay while the median measures queues. Not thread-safe.
 */
final class RttWindow {
  private static final double PERCENTILE = 0.2;

  private final long[] nanos;
  private int next;
  private int filled;

  RttWindow(int size) {
    nanos = new long[size];
  }

  void add(Duration rtt) {
    nanos[next] = rtt.toNanos();
    next = (next + 1) % nanos.length;
    filled = Math.min(filled + 1, nanos.length);
  }

  Optional<Duration> low() {
    if (filled == 0) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(nanos, filled);
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[(int) (PERCENTILE * (filled - 1))]));
  }
}
