package io.vantage.seer.placement;

import java.util.OptionalDouble;

/**
 * Tells a leader that has become slower or faster from single requests that were: many in a row,
 * for a while, deviate to the same side.
 */
final class Surprise {
  private static final double DEVIATIONS = 2.5;
  private static final int REPORTS = 8;
  private static final double LASTING_MILLIS = 200;

  private double sum;
  private int count;
  private double since;

  /**
   * Takes a deviation from what was expected.
   *
   * @param relative in standard deviations
   * @return by how much the leader has changed, if it has
   */
  OptionalDouble change(double atMillis, double relative, double millis) {
    if (Math.abs(relative) < DEVIATIONS || (count > 0 && millis * sum < 0)) {
      count = 0;
      sum = 0;
    }
    if (Math.abs(relative) < DEVIATIONS) {
      return OptionalDouble.empty();
    }
    since = count == 0 ? atMillis : since;
    sum += millis;
    count++;
    if (count < REPORTS || atMillis - since < LASTING_MILLIS) {
      return OptionalDouble.empty();
    }
    double mean = sum / count;
    count = 0;
    sum = 0;
    return OptionalDouble.of(mean);
  }
}
