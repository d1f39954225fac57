package io.vantage.seer.measurement;

import java.util.Arrays;
import java.util.OptionalDouble;

/** What {@link PathRtt} is to compute, with every order statistic taken by sorting anew. */
final class PathRttByDefinition {
  /** Multiple of the median successive difference below which a deviation is noise. */
  private static final double NOISE = 3;

  private static final int SPIKES = 1;

  private final MeasurementSettings settings;
  private final double[] ring;
  private int next;
  private int filled;
  private int fresh;
  private double low = Double.NaN;
  private double tolerance;
  private double overdue;
  private double presumed = Double.NaN;
  private double heardAt;
  private double sampledAt;

  PathRttByDefinition(MeasurementSettings settings, double nowMillis) {
    this.settings = settings;
    this.ring = new double[settings.rttSamples()];
    this.heardAt = nowMillis;
  }

  /** An answer has come. */
  void sample(double nowMillis, double rttMillis) {
    heardAt = nowMillis;
    sampledAt = nowMillis;
    ring[next] = rttMillis;
    next = (next + 1) % ring.length;
    filled = Math.min(filled + 1, ring.length);
    fresh = Math.min(fresh + 1, filled);
    fresh = stepped(rttMillis);
    overdue = 0;
    presumed = Double.NaN;
    settle();
  }

  private void settle() {
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
    if (beyond(steps - 1, 2 * tolerance)
        && agree(steps - 1)
        && countBeyond(2 * tolerance) <= steps - 1 + SPIKES) {
      return steps - 1;
    }
    if (beyond(steps, tolerance) && agree(steps)) {
      return steps;
    }
    if (beyond(2 * steps, tolerance)) {
      return 2 * steps;
    }
    return beneath(steps - 1) ? steps - 1 : fresh;
  }

  /** By how much the newest sample deviates from the level of the path; 0 if that may be noise. */
  double shift() {
    double shift = filled == 0 ? 0 : newest(1) - low;
    return Math.abs(shift) > tolerance ? shift : 0;
  }

  /** The newest sample is known from elsewhere to show the new level of the path. */
  void step() {
    fresh = 1;
    settle();
  }

  /** The level is known from elsewhere to have shifted, though no sample shows it yet. */
  void presume(double shift) {
    presumed = Math.max(0, low + shift);
  }

  double newestSample() {
    return newest(1);
  }

  double sampledAt() {
    return sampledAt;
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
    if (!Double.isNaN(presumed)) {
      return OptionalDouble.of(presumed);
    }
    return Double.isNaN(low) ? OptionalDouble.empty() : OptionalDouble.of(low);
  }

  boolean isForgotten(double nowMillis) {
    return nowMillis - heardAt > settings.keepMillis();
  }

  private boolean beyond(int count, double excess) {
    for (int back = 1; back <= count; back++) {
      if (fresh <= count || newest(back) - low <= excess) {
        return false;
      }
    }
    return true;
  }

  private boolean beneath(int count) {
    for (int back = 1; back <= count; back++) {
      if (fresh <= count || low - newest(back) <= tolerance) {
        return false;
      }
    }
    return true;
  }

  private int countBeyond(double excess) {
    int count = 0;
    for (int back = 1; back <= fresh; back++) {
      count += newest(back) - low > excess ? 1 : 0;
    }
    return count;
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
