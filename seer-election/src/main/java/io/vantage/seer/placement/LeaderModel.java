package io.vantage.seer.placement;

import io.vantage.seer.prediction.Predictor;
import io.vantage.seer.prediction.Predictor.Sample;
import io.vantage.seer.prediction.Rehearsal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The performance model of one replica as a leader (PPM; paper, section IV-B). */
final class LeaderModel {
  private final Predictor predictor;
  private final Rehearsal rehearsal;
  private final int largest;
  private final Deque<Sample> newest = new ArrayDeque<>();
  private int fresh;

  /**
   * @param rehearsal takes what falls out of the newest samples
   * @param largest newest samples that are kept
   */
  LeaderModel(Predictor predictor, Rehearsal rehearsal, int largest) {
    this.predictor = predictor;
    this.rehearsal = rehearsal;
    this.largest = largest;
  }

  void add(Sample sample) {
    newest.addLast(sample);
    fresh++;
    if (newest.size() > largest) {
      rehearsal.remember(List.of(newest.removeFirst()));
    }
  }

  /** Samples since the last fit. */
  int fresh() {
    return fresh;
  }

  /** Fits to the newest samples, mixed with as many old ones; without new ones it is left. */
  void fit() {
    if (fresh == 0) {
      return;
    }
    predictor.fit(rehearsal.mix(List.copyOf(newest)));
    fresh = 0;
  }

  /** Delay per source; empty before the first fit. */
  Optional<double[]> predict(double[] x) {
    return predictor.isFitted() ? Optional.of(predictor.predict(x)) : Optional.empty();
  }
}
