package io.vantage.seer.prediction;

/**
 * Minimises the Elastic Net objective of scikit-learn, {@code 1/(2n) |y - Xw|^2 + alpha r |w|_1 +
 * alpha (1 - r)/2 |w|^2}, given {@code X'X/n} and {@code X'y/n} (Friedman, Hastie and Tibshirani
 * 2010, covariance updates). Stops when no optimality condition is violated by more than a
 * tolerance, which bounds the distance to the minimum by {@code tolerance sqrt(p) / (alpha (1 -
 * r))}; a sweep limit bounds the time.
 */
final class CoordinateDescent {
  private static final int MOST_SWEEPS = 5000;

  private final double[][] gram;
  private final double tolerance;
  private final double[] gradient;

  CoordinateDescent(double[][] gram, double tolerance) {
    this.gram = gram;
    this.tolerance = tolerance;
    this.gradient = new double[gram.length];
  }

  /**
   * Solves for one target.
   *
   * @param w where to start; the solution afterwards
   */
  void solve(double[] correlation, double alpha, double l1Ratio, double[] w) {
    double l1 = alpha * l1Ratio;
    double l2 = alpha * (1 - l1Ratio);
    start(correlation, w);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      sweep(l1, l2, w);
      if (violation(l1, l2, w) <= tolerance) {
        return;
      }
    }
  }

  /** The negative gradient of the squared error, kept up to date by every step. */
  private void start(double[] correlation, double[] w) {
    System.arraycopy(correlation, 0, gradient, 0, gradient.length);
    for (int j = 0; j < w.length; j++) {
      if (w[j] != 0) {
        Moments.addScaled(gradient, -w[j], gram[j], 0);
      }
    }
  }

  private void sweep(double l1, double l2, double[] w) {
    for (int j = 0; j < w.length; j++) {
      double old = w[j];
      double square = gram[j][j];
      double rho = gradient[j] + square * old;
      double size = Math.abs(rho) - l1;
      double updated = size <= 0 || square <= 0 ? 0 : Math.copySign(size, rho) / (square + l2);
      if (updated != old) {
        w[j] = updated;
        Moments.addScaled(gradient, old - updated, gram[j], 0);
      }
    }
  }

  /** Largest distance of zero from the subgradient over all coordinates. */
  private double violation(double l1, double l2, double[] w) {
    double largest = 0;
    for (int j = 0; j < w.length; j++) {
      double slope = gradient[j] - l2 * w[j];
      double violation =
          w[j] == 0 ? Math.abs(slope) - l1 : Math.abs(slope - Math.copySign(l1, w[j]));
      if (gram[j][j] > 0 && violation > largest) {
        largest = violation;
      }
    }
    return largest;
  }
}
