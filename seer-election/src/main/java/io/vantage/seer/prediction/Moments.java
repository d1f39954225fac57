package io.vantage.seer.prediction;

import java.util.Arrays;

/**
 * Sums over rows of regressors x and targets y from which every least squares problem on those rows
 * follows. Sums of disjoint sets of rows can be subtracted, so cross-validation passes over the
 * rows once.
 */
final class Moments {
  private final int terms;
  private final int targets;
  private final int count;
  private final double[] sumX;
  private final double[] sumY;
  private final double[][] xx;
  private final double[][] xy;
  private final double[] yy;

  private Moments(int terms, int targets, int count) {
    this.terms = terms;
    this.targets = targets;
    this.count = count;
    this.sumX = new double[terms];
    this.sumY = new double[targets];
    this.xx = new double[terms][terms];
    this.xy = new double[targets][terms];
    this.yy = new double[targets];
  }

  /** Of the rows {@code from} to {@code to - 1}. */
  static Moments of(double[][] x, double[][] y, int from, int to) {
    Moments sums = new Moments(x[0].length, y[0].length, to - from);
    for (int row = from; row < to; row++) {
      sums.add(x[row], y[row]);
    }
    for (int i = 0; i < sums.terms; i++) {
      for (int j = 0; j < i; j++) {
        sums.xx[i][j] = sums.xx[j][i];
      }
    }
    return sums;
  }

  private void add(double[] x, double[] y) {
    for (int i = 0; i < terms; i++) {
      addScaled(xx[i], x[i], x, i);
    }
    addScaled(sumX, 1, x, 0);
    addScaled(sumY, 1, y, 0);
    for (int k = 0; k < targets; k++) {
      addScaled(xy[k], y[k], x, 0);
      yy[k] += y[k] * y[k];
    }
  }

  /** Adds {@code factor * source} to {@code sum}, from an index on. */
  static void addScaled(double[] sum, double factor, double[] source, int from) {
    for (int j = from; j < sum.length; j++) {
      sum[j] += factor * source[j];
    }
  }

  /** Of the rows of this that are not in another, a subset of this. */
  Moments without(Moments other) {
    return plus(other, -1, count - other.count);
  }

  /** Of the rows of this and of another, which are disjoint. */
  Moments with(Moments other) {
    return plus(other, 1, count + other.count);
  }

  private Moments plus(Moments other, double sign, int newCount) {
    Moments sum = new Moments(terms, targets, newCount);
    combine(sum.sumX, sumX, sign, other.sumX);
    combine(sum.sumY, sumY, sign, other.sumY);
    combine(sum.yy, yy, sign, other.yy);
    for (int i = 0; i < terms; i++) {
      combine(sum.xx[i], xx[i], sign, other.xx[i]);
    }
    for (int k = 0; k < targets; k++) {
      combine(sum.xy[k], xy[k], sign, other.xy[k]);
    }
    return sum;
  }

  private static void combine(double[] target, double[] left, double sign, double[] right) {
    System.arraycopy(left, 0, target, 0, left.length);
    addScaled(target, sign, right, 0);
  }

  int terms() {
    return terms;
  }

  int targets() {
    return targets;
  }

  /** {@code X'X / n}, of centred regressors if there is an intercept. */
  double[][] gram(boolean intercept) {
    double[][] gram = new double[terms][];
    for (int i = 0; i < terms; i++) {
      gram[i] = xx[i].clone();
      if (intercept) {
        addScaled(gram[i], -sumX[i] / count, sumX, 0);
      }
      divide(gram[i]);
    }
    return gram;
  }

  /** {@code X'y_k / n}, centred if there is an intercept. */
  double[] correlation(int k, boolean intercept) {
    double[] correlation = xy[k].clone();
    if (intercept) {
      addScaled(correlation, -sumY[k] / count, sumX, 0);
    }
    divide(correlation);
    return correlation;
  }

  private void divide(double[] values) {
    Arrays.setAll(values, j -> values[j] / count);
  }

  /** Intercept of target k that belongs to coefficients. */
  double intercept(int k, double[] coefficients) {
    double intercept = sumY[k];
    for (int j = 0; j < terms; j++) {
      intercept -= coefficients[j] * sumX[j];
    }
    return intercept / count;
  }

  /** Mean squared error on these rows of a linear model of target k. */
  double meanSquaredError(int k, double[] coefficients, double intercept) {
    double error = yy[k] - 2 * intercept * sumY[k] + count * intercept * intercept;
    for (int i = 0; i < terms; i++) {
      double w = coefficients[i];
      if (w == 0) {
        continue;
      }
      double inner = 2 * (intercept * sumX[i] - xy[k][i]);
      for (int j = 0; j < terms; j++) {
        inner += coefficients[j] * xx[i][j];
      }
      error += w * inner;
    }
    return Math.max(0, error) / count;
  }
}
