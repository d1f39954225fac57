package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A replica as a possible leader of a partition.
 *
 * @param score what the strategy minimises, in milliseconds; empty if it cannot be judged
 * @param parts what the score consists of, by name, in milliseconds; in the order to be shown
 * @param note why it cannot be judged or may not lead; empty if there is nothing to say
 */
public record Candidate(
    ReplicaId replica, Optional<Estimate> score, Map<String, Double> parts, String note) {
  /** Best first; those that cannot be judged last. */
  static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(
              (Candidate each) ->
                  each.score().map(Estimate::millis).orElse(Double.POSITIVE_INFINITY))
          .thenComparing(Candidate::replica);
}
