package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.seer.placement.Prospect.Other;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether another place is worth a transfer: because it is better, and has been so for a moment; or
 * because too little is known of it, and to know more would be worth a term there.
 */
final class Deliberation {
  private static final double PAUSE_MILLIS = 50;
  private static final double PAUSE_SMOOTHING = 0.2;

  private final VantageSettings settings;
  private final Map<PartitionId, Double> wishedSince = new HashMap<>();
  private final Map<PartitionId, Double> exploredAt = new HashMap<>();
  private double pauseMillis = PAUSE_MILLIS;

  Deliberation(VantageSettings settings) {
    this.settings = settings;
  }

  /** A move has been carried out. */
  void moved(PartitionId partition, double pause) {
    wishedSince.remove(partition);
    if (pause >= 0) {
      pauseMillis += PAUSE_SMOOTHING * (pause - pauseMillis);
    }
  }

  /**
   * Weighs.
   *
   * @param lastingMillis how long things are expected to stay as they are
   */
  Decision decide(
      PartitionId partition, Prospect prospect, double lastingMillis, double nowMillis) {
    Optional<Other> best =
        prospect.others().stream()
            .filter(other -> other.gain().millis() > 0)
            .max(Comparator.comparingDouble(other -> other.gain().millis()));
    Optional<String> objection = best.flatMap(other -> objection(prospect, other, lastingMillis));
    if (best.isPresent() && objection.isEmpty()) {
      return confirmed(partition, prospect, best.get(), nowMillis);
    }
    wishedSince.remove(partition);
    return exploration(partition, prospect, lastingMillis, nowMillis)
        .orElseGet(
            () ->
                new Decision.Stay(
                    partition, objection.orElse("no other replica would answer sooner")));
  }

  private Decision confirmed(
      PartitionId partition, Prospect prospect, Other best, double nowMillis) {
    double gain = best.gain().millis();
    double since = wishedSince.computeIfAbsent(partition, id -> nowMillis);
    if (nowMillis - since < settings.confirmMillis()) {
      return new Decision.Stay(
          partition, "%s would save %.1f ms, if that lasts".formatted(best.replica(), gain));
    }
    return new Decision.Move(
        partition,
        prospect.leader(),
        best.replica(),
        gain,
        "%s saves %.1f ms of %.1f ms per request"
            .formatted(best.replica(), gain, prospect.leadMillis()));
  }

  private Optional<String> objection(Prospect prospect, Other best, double lastingMillis) {
    double gain = best.gain().millis();
    String would = "%s would save %.1f ms, ".formatted(best.replica(), gain);
    if (gain < margin(prospect)) {
      return Optional.of(would + "which is within the margin");
    }
    double uncertainty = best.gain().uncertaintyMillis();
    if (gain < settings.certainty() * uncertainty) {
      return Optional.of(would + "but that is uncertain by %.1f ms".formatted(uncertainty));
    }
    double seconds = lastingMillis / 1_000;
    if (gain * prospect.requestsPerSecond() * seconds < cost(prospect)) {
      return Optional.of(
          would
              + "but things last for %.0f s only and a transfer pauses for %.0f ms"
                  .formatted(seconds, pauseMillis));
    }
    return Optional.empty();
  }

  private double margin(Prospect prospect) {
    return Math.max(settings.marginMillis(), settings.marginShare() * prospect.leadMillis());
  }

  /** Of a transfer, in requests times milliseconds: half the pause for each that is held. */
  private double cost(Prospect prospect) {
    double held = prospect.requestsPerSecond() * pauseMillis / 1_000;
    return held * pauseMillis / 2 + settings.transferCost();
  }

  /** There and back, and a term in between that may be worse, against what may be found. */
  private Optional<Decision> exploration(
      PartitionId partition, Prospect prospect, double lastingMillis, double nowMillis) {
    double last = exploredAt.getOrDefault(partition, Double.NEGATIVE_INFINITY);
    Optional<Other> unknown =
        prospect.others().stream()
            .max(Comparator.comparingDouble(Other::expectedImprovementMillis))
            .filter(other -> other.expectedImprovementMillis() > margin(prospect))
            .filter(other -> nowMillis - last >= settings.exploreMillis());
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    Other other = unknown.get();
    double worse = Math.max(0, -other.gain().millis()) * settings.termMillis();
    double found = other.expectedImprovementMillis() * (lastingMillis - settings.termMillis());
    if ((found - worse) / 1_000 * prospect.requestsPerSecond() < 2 * cost(prospect)) {
      return Optional.empty();
    }
    exploredAt.put(partition, nowMillis);
    return Optional.of(
        new Decision.Explore(
            partition,
            prospect.leader(),
            other.replica(),
            "%s may save %.1f ms, uncertain by %.1f ms"
                .formatted(
                    other.replica(), other.gain().millis(), other.gain().uncertaintyMillis())));
  }
}
