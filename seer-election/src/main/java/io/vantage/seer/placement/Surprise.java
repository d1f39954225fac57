package io.vantage.seer.placement;

import java.util.OptionalDouble;

/**
 * Tells a leader that has become slower or faster from one that had a slow or fast moment: twice in
 * a row, it deviates to the same side.
 */
final class Surprise {
  private static final double DEVIATIONS = 3;

  private double previous;

  /**
   * Takes a deviation from what was expected.
   *
   * @param relative in standard deviations
   * @return by how much the leader has changed, if it has
   */
  OptionalDouble change(double relative, double millis) {
    double before = previous;
    previous = Math.abs(relative) < DEVIATIONS ? 0 : millis;
    return before * previous > 0
        ? OptionalDouble.of((before + previous) / 2)
        : OptionalDouble.empty();
  }
}
