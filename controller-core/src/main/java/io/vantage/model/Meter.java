package io.vantage.model;

/**
 * A meter with one drop band (OpenFlow 1.3, section 5.7). Not in OpenFlow 1.0.
 *
 * @param rate limit in {@code unit}; what exceeds it is dropped
 * @param burst allowed burst in kilobits or packets, 0 for none
 */
public record Meter(DatapathId device, int id, Unit unit, long rate, long burst, String owner) {
  /** What {@link #rate} counts. */
  public enum Unit {
    KBPS,
    PACKETS_PER_SECOND
  }
}
