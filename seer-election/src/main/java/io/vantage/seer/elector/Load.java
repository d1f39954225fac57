package io.vantage.seer.elector;

/**
 * How busy a replica is.
 *
 * @param cpu share of the CPU time it may use that is in use, by itself or by others, 0..1
 * @param memory share of the memory it may use that is in use, 0..1
 */
public record Load(double cpu, double memory) {
  /** Measures this replica. One thread at a time. */
  @FunctionalInterface
  public interface Probe {
    /** Load since the last call. */
    Load sample();
  }
}
