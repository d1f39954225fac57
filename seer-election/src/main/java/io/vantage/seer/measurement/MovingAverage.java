package io.vantage.seer.measurement;

import java.util.ArrayDeque;
import java.util.Deque;

/** Mean of the values of the last so many milliseconds; of the newest alone if it is older. */
final class MovingAverage {
  private static final int LARGEST = 256;

  private final double windowMillis;
  private final Deque<double[]> values = new ArrayDeque<>();

  MovingAverage(double windowMillis) {
    this.windowMillis = windowMillis;
  }

  void add(double nowMillis, double value) {
    values.addLast(new double[] {nowMillis, value});
    while (values.size() > LARGEST || nowMillis - values.getFirst()[0] >= windowMillis) {
      values.removeFirst();
    }
  }

  /** Zero if there is none. */
  double mean() {
    return values.stream().mapToDouble(each -> each[1]).average().orElse(0);
  }
}
