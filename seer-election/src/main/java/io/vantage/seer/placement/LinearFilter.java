package io.vantage.seer.placement;

import java.util.Arrays;

/**
 * Bayesian linear regression whose coefficients may drift: a Kalman filter. It is certain of a
 * coefficient to the degree that samples have told it apart from the others, and becomes less so
 * with time, never less than it was at first. Coefficients may also be forgotten: they fall back to
 * what was expected at first. Outliers are taken for three standard deviations. One thread at a
 * time.
 */
final class LinearFilter {
  private static final double OUTLIER = 3;
  private static final double NOISE_SMOOTHING = 0.02;

  private final double[] first;
  private final double[] prior;
  private final double[] drift;
  private final double[] memorySeconds;
  private final double[] mean;
  private final double[][] covariance;
  private final double leastNoise;
  private double noise;

  /**
   * @param mean expected coefficients
   * @param deviation their standard deviations
   * @param drift standard deviation that a second adds to each
   * @param noise standard deviation of a sample, to begin with; it is learned
   * @param leastNoise below which it is never taken to be
   */
  LinearFilter(double[] mean, double[] deviation, double[] drift, double noise, double leastNoise) {
    int size = mean.length;
    this.first = mean.clone();
    this.mean = mean.clone();
    this.memorySeconds = new double[size];
    Arrays.fill(memorySeconds, Double.POSITIVE_INFINITY);
    this.prior = new double[size];
    this.drift = new double[size];
    this.covariance = new double[size][size];
    for (int i = 0; i < size; i++) {
      prior[i] = deviation[i] * deviation[i];
      this.drift[i] = drift[i] * drift[i];
      covariance[i][i] = prior[i];
    }
    this.noise = noise * noise;
    this.leastNoise = leastNoise * leastNoise;
  }

  /** Makes a coefficient fade: after this time a third of what was learned of it is left. */
  void forget(int index, double afterSeconds) {
    memorySeconds[index] = afterSeconds;
  }

  double predict(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * mean[i];
    }
    return sum;
  }

  double coefficient(int index) {
    return mean[index];
  }

  /** Standard deviation of {@link #predict}, without that of single samples. */
  double deviation(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] != 0) {
        for (int j = 0; j < x.length; j++) {
          sum += x[i] * covariance[i][j] * x[j];
        }
      }
    }
    return Math.sqrt(Math.max(0, sum));
  }

  void pass(double seconds) {
    for (int i = 0; i < mean.length; i++) {
      double kept = Math.exp(-seconds / memorySeconds[i]);
      if (kept < 1) {
        fade(i, kept);
      }
      widen(i, drift[i] * seconds, prior[i]);
    }
  }

  private void fade(int i, double kept) {
    mean[i] = first[i] + kept * (mean[i] - first[i]);
    for (int j = 0; j < mean.length; j++) {
      covariance[i][j] *= kept;
      covariance[j][i] *= kept;
    }
    covariance[i][i] += (1 - kept * kept) * prior[i];
  }

  /** A coefficient may have changed by so much, as a standard deviation. */
  void disturb(int index, double deviation) {
    double variance = deviation * deviation;
    widen(index, variance, Math.max(prior[index], variance));
  }

  private void widen(int i, double variance, double largest) {
    double before = covariance[i][i];
    covariance[i][i] = Math.min(Math.max(before, largest), before + variance);
  }

  /** Standard deviation of a single sample about its prediction. */
  double spread(double[] x) {
    double deviation = deviation(x);
    return Math.sqrt(noise + deviation * deviation);
  }

  void learn(double[] x, double y) {
    int size = mean.length;
    double[] gain = new double[size];
    double explained = 0;
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += covariance[i][j] * x[j];
      }
      gain[i] = sum;
      explained += sum * x[i];
    }
    double expected = explained + noise;
    double limit = OUTLIER * Math.sqrt(expected);
    double error = Math.max(-limit, Math.min(limit, y - predict(x)));
    for (int i = 0; i < size; i++) {
      mean[i] += gain[i] / expected * error;
      for (int j = 0; j < size; j++) {
        covariance[i][j] -= gain[i] * gain[j] / expected;
      }
    }
    double seen = Math.max(leastNoise, error * error - explained);
    noise += NOISE_SMOOTHING * (seen - noise);
  }
}
