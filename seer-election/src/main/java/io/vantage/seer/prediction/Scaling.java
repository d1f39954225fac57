package io.vantage.seer.prediction;

/**
 * Columns scaled to mean 0 and (population) standard deviation 1. A constant column is always
 * scaled to 0, so that a model says nothing about values that it never saw vary. A value further
 * than {@value #FARTHEST} deviations from the mean counts as that far, which keeps every later sum
 * finite.
 */
final class Scaling {
  private static final double FARTHEST = 1e6;

  /** Relative to the mean: below it, a deviation is an artefact of rounding. */
  private static final double CONSTANT = 1e-10;

  private final double[] mean;
  private final double[] deviation;
  private final double[] inverse;

  private Scaling(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
    this.inverse = new double[mean.length];
    for (int j = 0; j < mean.length; j++) {
      inverse[j] = deviation[j] == 0 ? 0 : 1 / deviation[j];
    }
  }

  static Scaling of(double[][] rows) {
    int columns = rows[0].length;
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    for (double[] row : rows) {
      for (int j = 0; j < columns; j++) {
        double centred = row[j] - mean[j];
        deviation[j] += centred * centred / rows.length;
      }
    }
    for (int j = 0; j < columns; j++) {
      double found = Math.sqrt(deviation[j]);
      deviation[j] = found <= CONSTANT * Math.abs(mean[j]) || found < 1e-100 ? 0 : found;
    }
    return new Scaling(mean, deviation);
  }

  int columns() {
    return mean.length;
  }

  double[] apply(double[] row) {
    double[] scaled = new double[mean.length];
    for (int j = 0; j < scaled.length; j++) {
      double z = (row[j] - mean[j]) * inverse[j];
      scaled[j] = Math.max(-FARTHEST, Math.min(FARTHEST, z));
    }
    return scaled;
  }

  double[][] apply(double[][] rows) {
    double[][] scaled = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      scaled[i] = apply(rows[i]);
    }
    return scaled;
  }

  /** The inverse of {@link #apply(double[])}, without its limit. */
  double[] restore(double[] scaled) {
    double[] row = new double[mean.length];
    for (int j = 0; j < row.length; j++) {
      row[j] = mean[j] + scaled[j] * deviation[j];
    }
    return row;
  }
}
