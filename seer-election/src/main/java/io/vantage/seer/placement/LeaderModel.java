package io.vantage.seer.placement;

import io.vantage.seer.prediction.Predictor;
import io.vantage.seer.prediction.Predictor.Sample;
import io.vantage.seer.prediction.Rehearsal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The performance model of one replica as a leader (PPM; paper, section IV-B). It does not
 * extrapolate: a feature beyond the values that the last fit saw counts as the nearest of them. The
 * paper leaves this open; but a round-trip time that never varied by more than its jitter while the
 * replica led would, standardised, be hundreds of deviations away as soon as its path is disturbed.
 */
final class LeaderModel {
  private final Predictor predictor;
  private final Rehearsal rehearsal;
  private final int largest;
  private final Deque<Sample> newest = new ArrayDeque<>();
  private int fresh;
  private double[] least = {};
  private double[] most = {};

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
    List<Sample> samples = rehearsal.mix(List.copyOf(newest));
    predictor.fit(samples);
    see(samples);
    fresh = 0;
  }

  private void see(List<Sample> samples) {
    least = samples.get(0).x().clone();
    most = least.clone();
    for (Sample sample : samples) {
      for (int i = 0; i < least.length; i++) {
        least[i] = Math.min(least[i], sample.x()[i]);
        most[i] = Math.max(most[i], sample.x()[i]);
      }
    }
  }

  private double[] withinSeen(double[] x) {
    double[] within = x.clone();
    for (int i = 0; i < within.length; i++) {
      within[i] = Math.max(least[i], Math.min(most[i], x[i]));
    }
    return within;
  }

  /** Delay per source; empty before the first fit. */
  Optional<double[]> predict(double[] x) {
    return predictor.isFitted() ? Optional.of(predictor.predict(withinSeen(x))) : Optional.empty();
  }
}
