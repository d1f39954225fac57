package io.vantage.server.config;

import io.vantage.seer.elector.SeerSettings;
import io.vantage.seer.measurement.MeasurementSettings;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.SeerStrategySettings;
import io.vantage.seer.placement.Strategies;
import io.vantage.seer.placement.StrategySettings;
import io.vantage.seer.placement.VantageSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the section {@code seer}. */
final class SeerReader {
  private SeerReader() {}

  static SeerSettings read(ConfigValues values) {
    String strategy = values.text("strategy");
    List<String> known = new ArrayList<>(Strategies.names());
    known.add(SeerSettings.OFF);
    if (!known.contains(strategy)) {
      values.reject("strategy", "must be one of " + String.join(", ", known));
    }
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);
    PlacementSettings limits =
        new PlacementSettings(
            values.integer("transfers-per-minute", 1, 600),
            values.duration("minimum-term", Duration.ZERO, minute.multipliedBy(60)).toMillis(),
            values.duration("stale-after", Duration.ofMillis(100), minute).toMillis(),
            values.duration("largest-delay", Duration.ofMillis(100), minute).toMillis());
    return new SeerSettings(
        strategy,
        values.duration("period", Duration.ofMillis(20), second.multipliedBy(10)),
        values.duration("transfer-limit", Duration.ofMillis(50), minute),
        limits,
        new StrategySettings(vantage(values), seer(values)),
        MeasurementSettings.DEFAULTS);
  }

  private static VantageSettings vantage(ConfigValues values) {
    Duration longest = Duration.ofSeconds(10);
    return VantageSettings.DEFAULTS.withHysteresis(
        values.duration("least-gain", Duration.ZERO, longest).toNanos() / 1e6,
        values.integer("least-gain-percent", 0, 100) / 100.0,
        values.duration("confirm-for", Duration.ZERO, longest).toMillis());
  }

  private static SeerStrategySettings seer(ConfigValues values) {
    Duration prediction =
        values.duration("prediction-period", Duration.ofMillis(100), Duration.ofMinutes(10));
    Duration novelty =
        values.duration("novelty-period", Duration.ofMillis(100), Duration.ofHours(1));
    if (novelty.compareTo(prediction) < 0) {
      values.reject("novelty-period", "must not be shorter than prediction-period");
    }
    return SeerStrategySettings.DEFAULTS.withPeriods(prediction.toMillis(), novelty.toMillis());
  }
}
