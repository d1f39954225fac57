package io.vantage.seer.placement;

/**
 * Parameters of {@link SeerStrategy} (paper, sections IV and V).
 *
 * @param predictionMillis T_P, between two predictions
 * @param noveltyMillis T_N, between two searches for novel states
 * @param termMillis how long a replica leads at least to be explored
 * @param termSamples samples that end an exploration; it ends without them after three terms
 * @param largestSamples newest samples of a leader that are kept for its next fit
 * @param largestObservations newest observations of a replica that are searched for a novel state
 * @param predictions P: predict every T_P, or else only after a search
 * @param rehearsal H: mix old samples with new ones
 */
public record SeerStrategySettings(
    double predictionMillis,
    double noveltyMillis,
    double termMillis,
    int termSamples,
    int largestSamples,
    int largestObservations,
    boolean predictions,
    boolean rehearsal) {
  /**
   * The paper gives T_P and T_N, but of the term only that it is short. If all of 7 replicas are in
   * novel states, terms of T_P would take 14 of the 20 s of T_N; these take less than a fifth.
   */
  public static final SeerStrategySettings DEFAULTS =
      new SeerStrategySettings(2_000, 20_000, 500, 3, 125, 200, true, true);

  public SeerStrategySettings {
    if (!(predictionMillis > 0 && noveltyMillis > 0 && termMillis > 0)) {
      throw new IllegalArgumentException("periods and terms must be positive");
    }
    if (termSamples < 1 || largestSamples < termSamples) {
      throw new IllegalArgumentException(
          "an exploration collects at least 1 sample and no more than are kept, not "
              + termSamples
              + " of "
              + largestSamples);
    }
    if (largestObservations < 2) {
      throw new IllegalArgumentException(
          "a state consists of at least 2 observations, not " + largestObservations);
    }
  }

  /** The same with other T_P and T_N. */
  public SeerStrategySettings withPeriods(double newPrediction, double newNovelty) {
    return new SeerStrategySettings(
        newPrediction,
        newNovelty,
        termMillis,
        termSamples,
        largestSamples,
        largestObservations,
        predictions,
        rehearsal);
  }
}
