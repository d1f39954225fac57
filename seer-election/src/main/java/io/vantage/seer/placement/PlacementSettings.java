package io.vantage.seer.placement;

/**
 * Limits that hold for every strategy.
 *
 * @param transfersPerMinute upper bound of leadership transfers per partition in any minute
 * @param minimumTermMillis how long a leader stays at least before it is moved again
 * @param staleMillis a replica whose newest observation is older counts as silent: it is no
 *     candidate
 * @param largestMillis a delay above this is taken for a fault of the measurement and dropped
 */
public record PlacementSettings(
    int transfersPerMinute, double minimumTermMillis, double staleMillis, double largestMillis) {
  public static final PlacementSettings DEFAULTS = new PlacementSettings(20, 500, 2_000, 10_000);

  public PlacementSettings {
    if (transfersPerMinute < 1) {
      throw new IllegalArgumentException(
          "transfers per minute must be at least 1, not " + transfersPerMinute);
    }
    if (!(minimumTermMillis >= 0 && staleMillis > 0 && largestMillis > 0)) {
      throw new IllegalArgumentException(
          "minimum term must not be negative, stale and largest must be positive");
    }
  }
}
