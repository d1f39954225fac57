package io.vantage.seer.elector;

import io.vantage.seer.measurement.MeasurementSettings;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.StrategySettings;
import java.time.Duration;

/**
 * How SEER runs on a replica. Keep it the same on every replica.
 *
 * @param strategy name of the strategy while the cluster's configuration names none
 * @param period between two measurements, bulletins and decisions ({@code T_M} of the paper)
 * @param transferLimit how long commands may be held by a transfer
 */
public record SeerSettings(
    String strategy,
    Duration period,
    Duration transferLimit,
    PlacementSettings limits,
    StrategySettings strategies,
    MeasurementSettings measurements) {
  /** Name of the strategy under which SEER neither measures nor decides. */
  public static final String OFF = "off";

  /** Key of the cluster's configuration that names the strategy. */
  public static final String STRATEGY_KEY = "seer.strategy";

  public SeerSettings {
    if (period.toMillis() < 10) {
      throw new IllegalArgumentException("period must be at least 10 ms, not " + period);
    }
    if (transferLimit.toMillis() < 10) {
      throw new IllegalArgumentException(
          "transfer limit must be at least 10 ms, not " + transferLimit);
    }
  }

  /** Defaults for everything but the strategy. */
  public static SeerSettings of(String strategy) {
    return new SeerSettings(
        strategy,
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        PlacementSettings.DEFAULTS,
        StrategySettings.DEFAULTS,
        MeasurementSettings.DEFAULTS);
  }
}
