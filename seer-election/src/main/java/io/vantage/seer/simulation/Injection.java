package io.vantage.seer.simulation;

import java.util.Locale;

/**
 * A disturbance of a replica: from a time on, until another of its kind at this replica.
 *
 * @param replica counted from 0
 * @param value in the unit of the kind, except that shares of the CPU are 0..1
 */
public record Injection(double timeSeconds, Kind kind, int replica, double value) {
  /** What is disturbed. */
  public enum Kind {
    /** Delay of what leaves the network's port towards the replica, in ms; normally 0. */
    DELAY_MS(0),
    /** Share of the core that others burn; normally 0. */
    CPU_PERCENT(0),
    /** Share of a core that the replica may use; normally 1. */
    LIMIT_PERCENT(1);

    private final double normal;

    Kind(double normal) {
      this.normal = normal;
    }

    /** The value without any injection. */
    public double normal() {
      return normal;
    }

    /** As in trace files: {@code delay_ms}, {@code cpu_percent}, {@code limit_percent}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  long atNanos() {
    return Nanos.of(timeSeconds * 1e3);
  }
}
