package io.vantage.seer.placement;

import java.util.Optional;

/**
 * The mean of a leader's reports over a while. Requests that are near each other share their batch,
 * their queue and their luck: to learn from each as if it stood alone would make too certain.
 */
final class Chunk {
  private static final double MILLIS = 500;
  private static final int FEWEST = 4;

  private double[] x = {};
  private double learned;
  private int count;
  private double since;

  /**
   * A mean report.
   *
   * @param x as in {@link DelayModel.View}
   * @param learned delay in milliseconds beyond what is known without learning
   */
  record Mean(double[] x, double learned) {}

  /** The mean of the reports before this one if that begins a new while. */
  Optional<Mean> add(DelayModel.View view, double atMillis, double delayMillis) {
    Optional<Mean> complete =
        count >= FEWEST && atMillis - since >= MILLIS ? Optional.of(mean()) : Optional.empty();
    if (complete.isPresent() || count == 0 || atMillis - since > 2 * MILLIS) {
      x = new double[view.x().length];
      learned = 0;
      count = 0;
      since = atMillis;
    }
    for (int i = 0; i < x.length; i++) {
      x[i] += view.x()[i];
    }
    learned += delayMillis - view.known();
    count++;
    return complete;
  }

  private Mean mean() {
    double[] mean = x.clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= count;
    }
    return new Mean(mean, learned / count);
  }
}
