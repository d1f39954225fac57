package io.vantage.seer.placement;

import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Drops what cannot be a measurement, so that strategies need not defend themselves. */
final class Sanity {
  private static final double LARGEST_RATE = 1e9;

  private final double largestMillis;

  Sanity(double largestMillis) {
    this.largestMillis = largestMillis;
  }

  /** Without impossible values; empty if even the load of the replica makes no sense. */
  Optional<Observation> check(Observation raw) {
    if (!(raw.cpu() >= 0) || !(raw.memory() >= 0) || !Double.isFinite(raw.atMillis())) {
      return Optional.empty();
    }
    return Optional.of(
        new Observation(
            raw.replica(),
            raw.atMillis(),
            Math.min(raw.cpu(), 1),
            Math.min(raw.memory(), 1),
            within(raw.replicaRtts(), largestMillis),
            within(raw.switchRtts(), largestMillis),
            within(raw.commandRates(), LARGEST_RATE),
            within(raw.commitRates(), LARGEST_RATE),
            within(raw.packetInRates(), LARGEST_RATE)));
  }

  boolean isPossible(CommitReport report) {
    return report.delayMillis() >= 0
        && report.delayMillis() <= largestMillis
        && Double.isFinite(report.atMillis());
  }

  private static <K> Map<K, Double> within(Map<K, Double> raw, double largest) {
    boolean sound = true;
    for (double value : raw.values()) {
      sound &= value >= 0 && value <= largest;
    }
    if (sound) {
      return raw;
    }
    Map<K, Double> kept = new HashMap<>();
    raw.forEach(
        (key, value) -> {
          if (value >= 0 && value <= largest) {
            kept.put(key, value);
          }
        });
    return kept;
  }
}
