package io.vantage.seer.simulation;

import java.util.List;

/**
 * A value that changes at known instants. Reads move forward in time only, which makes each a
 * constant effort; therefore every reader has its own.
 */
final class Steps {
  private final long[] times;
  private final double[] values;
  private int at;

  /**
   * @param initial the value before the first injection
   * @param injections those that concern the value, in the order of time
   */
  Steps(double initial, List<Injection> injections) {
    times = new long[injections.size() + 2];
    values = new double[injections.size() + 1];
    values[0] = initial;
    for (int i = 0; i < injections.size(); i++) {
      times[i + 1] = injections.get(i).atNanos();
      values[i + 1] = injections.get(i).value();
    }
    times[times.length - 1] = Long.MAX_VALUE;
  }

  double at(long nanos) {
    while (times[at + 1] <= nanos) {
      at++;
    }
    return values[at];
  }

  /** The first change after the instant that was read last. */
  long nextChange() {
    return times[at + 1];
  }
}
