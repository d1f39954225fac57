package io.vantage.seer.measurement;

import java.util.OptionalDouble;

/**
 * Round-trip time of one path: a low percentile of the samples since its last step. Spikes, which
 * come from busy machines, do not move it; a lasting step does after a few samples. Steps are told
 * from noise by the median difference of successive samples, which neither steps nor spikes raise.
 */
final class PathRtt {
  /** Multiple of the median successive difference below which a deviation is noise. */
  private static final double NOISE = 3;

  /** A path with so many in its window still counts as free of them. */
  private static final int SPIKES = 1;

  private final MeasurementSettings settings;
  private final double[] ring;

  /** The fresh samples. */
  private final SortedWindow level;

  /** Between successive samples, of all in the ring. */
  private final SortedWindow differences;

  private int next;
  private int filled;
  private int fresh;
  private double low = Double.NaN;
  private double tolerance;
  private double overdue;
  private double presumed = Double.NaN;
  private double heardAt;
  private double sampledAt;

  PathRtt(MeasurementSettings settings, double nowMillis) {
    this.settings = settings;
    this.ring = new double[settings.rttSamples()];
    this.level = new SortedWindow(ring.length);
    this.differences = new SortedWindow(ring.length);
    this.heardAt = nowMillis;
  }

  /** An answer has come. */
  void sample(double nowMillis, double rttMillis) {
    heardAt = nowMillis;
    sampledAt = nowMillis;
    push(rttMillis);
    keep(stepped(rttMillis));
    overdue = 0;
    presumed = Double.NaN;
    settle();
  }

  private void push(double rttMillis) {
    if (filled == ring.length) {
      double oldest = newest(filled);
      differences.remove(Math.abs(newest(filled - 1) - oldest));
      if (fresh == filled) {
        level.remove(oldest);
        fresh--;
      }
      filled--;
    }
    if (filled > 0) {
      differences.add(Math.abs(rttMillis - newest(1)));
    }
    level.add(rttMillis);
    ring[next] = rttMillis;
    next = (next + 1) % ring.length;
    filled++;
    fresh++;
  }

  /** Only so many of the newest samples are fresh. */
  private void keep(int count) {
    if (count < fresh) {
      fresh = count;
      level.clear();
      for (int back = 1; back <= fresh; back++) {
        level.add(newest(back));
      }
    }
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
    if (beyond(steps - 1, 2 * tolerance) && agree(steps - 1) && isFreeOfSpikes(steps - 1)) {
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
    keep(1);
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

  /** Where spikes are frequent, two of them are alike by chance. */
  private boolean isFreeOfSpikes(int newest) {
    int rank = level.size() - 1 - newest - SPIKES;
    return rank < 0 || level.get(rank) - low <= 2 * tolerance;
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

  private double percentile() {
    return level.get((int) (settings.rttPercentile() * (fresh - 1)));
  }

  private double noise() {
    return differences.size() == 0 ? 0 : differences.get(differences.size() / 2);
  }

  private double newest(int back) {
    int slot = next - back;
    return ring[slot < 0 ? slot + ring.length : slot];
  }
}
