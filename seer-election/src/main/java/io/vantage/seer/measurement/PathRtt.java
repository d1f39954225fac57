package io.vantage.seer.measurement;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Round-trip time of one path: a low percentile of the samples since its last step. Spikes, which
 * come from busy machines, do not move it; a lasting step does after a few samples. Steps are told
 * from noise by the median difference of successive samples, which neither steps nor spikes raise.
 */
final class PathRtt {
  /** Multiple of the median successive difference below which a deviation is noise. */
  private static final double NOISE = 3;

  private final MeasurementSettings settings;
  private final double[] ring;
  private int next;
  private int filled;
  private int fresh;
  private double low = Double.NaN;
  private double tolerance;
  private double overdue;
  private double heardAt;

  PathRtt(MeasurementSettings settings, double nowMillis) {
    this.settings = settings;
    this.ring = new double[settings.rttSamples()];
    this.heardAt = nowMillis;
  }

  /** An answer has come. */
  void sample(double nowMillis, double rttMillis) {
    heardAt = nowMillis;
    ring[next] = rttMillis;
    next = (next + 1) % ring.length;
    filled = Math.min(filled + 1, ring.length);
    fresh = Math.min(fresh + 1, filled);
    fresh = stepped(rttMillis);
    overdue = 0;
    low = percentile();
    tolerance =
        Math.max(
            Math.max(settings.toleranceMillis(), settings.toleranceShare() * low), NOISE * noise());
  }

  /** How many of the newest samples belong to the present level of the path. */
  private int stepped(double rttMillis) {
    int steps = settings.stepSamples();
    if (overdue > 0 && rttMillis > low + tolerance) {
      return 1;
    }
    if (beyond(steps, 1) && agree(steps)) {
      return steps;
    }
    if (beyond(2 * steps, 1)) {
      return 2 * steps;
    }
    return beyond(steps - 1, -1) ? steps - 1 : fresh;
  }

  /** A path's new level shows in samples that are alike; those of a burst of spikes are not. */
  private boolean agree(int count) {
    double lowest = newest(1);
    double highest = lowest;
    for (int back = 2; back <= count; back++) {
      lowest = Math.min(lowest, newest(back));
      highest = Math.max(highest, newest(back));
    }
    return highest - lowest <= Math.max(settings.toleranceMillis(), NOISE * noise());
  }

  /** An answer has been due for so long. */
  void waiting(double nowMillis, double waitingMillis) {
    heardAt = nowMillis;
    double expected = Double.isNaN(low) ? 0 : low + tolerance;
    if (waitingMillis > expected + settings.patienceMillis()) {
      overdue = waitingMillis;
    }
  }

  /** Empty until there is a first sample or an answer is overdue. */
  OptionalDouble value() {
    if (overdue > 0) {
      return OptionalDouble.of(overdue);
    }
    return Double.isNaN(low) ? OptionalDouble.empty() : OptionalDouble.of(low);
  }

  boolean isForgotten(double nowMillis) {
    return nowMillis - heardAt > settings.keepMillis();
  }

  private boolean beyond(int count, int direction) {
    if (fresh <= count) {
      return false;
    }
    for (int back = 1; back <= count; back++) {
      if (direction * (newest(back) - low) <= tolerance) {
        return false;
      }
    }
    return true;
  }

  private double percentile() {
    double[] sorted = new double[fresh];
    for (int back = 1; back <= fresh; back++) {
      sorted[back - 1] = newest(back);
    }
    Arrays.sort(sorted);
    return sorted[(int) (settings.rttPercentile() * (fresh - 1))];
  }

  private double noise() {
    if (filled < 2) {
      return 0;
    }
    double[] differences = new double[filled - 1];
    for (int back = 1; back < filled; back++) {
      differences[back - 1] = Math.abs(newest(back) - newest(back + 1));
    }
    Arrays.sort(differences);
    return differences[differences.length / 2];
  }

  private double newest(int back) {
    return ring[Math.floorMod(next - back, ring.length)];
  }
}
