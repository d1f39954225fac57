package io.vantage.seer.simulation;

/** The simulation counts in nanoseconds, its settings in milliseconds. */
final class Nanos {
  private Nanos() {}

  static long of(double millis) {
    return Math.round(millis * 1e6);
  }
}
