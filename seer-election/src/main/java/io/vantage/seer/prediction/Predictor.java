package io.vantage.seer.prediction;

import java.util.List;

/**
 * A regression from a feature vector to a vector of outputs, fitted anew to all samples at each
 * call of {@link #fit}. One thread at a time.
 */
public interface Predictor {
  /**
   * Fits to samples.
   *
   * @throws IllegalArgumentException if the samples differ in their lengths, are empty or not
   *     finite
   */
  void fit(List<Sample> samples);

  /** True once a fit has succeeded. */
  boolean isFitted();

  /**
   * Predicts the outputs.
   *
   * @param x as long as the features of the samples
   * @throws IllegalStateException before the first fit
   */
  double[] predict(double[] x);

  /**
   * One observation.
   *
   * @param x features
   * @param y outputs
   */
  record Sample(double[] x, double[] y) {}
}
