package io.vantage.seer.novelty;

/**
 * Units in which states are compared: of each feature its standard deviation in a set of samples,
 * but at least a tenth of its mean, so that the jitter of a steady feature is no distance.
 */
final class StateScale {
  private static final double LEAST_SHARE_OF_MEAN = 0.1;

  /** Further apart than this many units, distances say nothing more and sums could overflow. */
  private static final double FARTHEST = 1e6;

  private final double[] mean;
  private final double[] unit;

  StateScale(double[][] samples) {
    int features = samples[0].length;
    mean = new double[features];
    unit = new double[features];
    for (double[] sample : samples) {
      for (int j = 0; j < features; j++) {
        mean[j] += sample[j] / samples.length;
      }
    }
    for (double[] sample : samples) {
      for (int j = 0; j < features; j++) {
        unit[j] += Math.pow(sample[j] - mean[j], 2) / samples.length;
      }
    }
    for (int j = 0; j < features; j++) {
      unit[j] =
          Math.max(Math.sqrt(unit[j]), Math.max(LEAST_SHARE_OF_MEAN * Math.abs(mean[j]), 1e-9));
    }
  }

  double[] apply(double[] sample) {
    double[] scaled = new double[sample.length];
    for (int j = 0; j < scaled.length; j++) {
      double distance = (sample[j] - mean[j]) / unit[j];
      scaled[j] = Math.max(-FARTHEST, Math.min(FARTHEST, distance));
    }
    return scaled;
  }

  double[][] apply(double[][] samples) {
    double[][] scaled = new double[samples.length][];
    for (int i = 0; i < samples.length; i++) {
      scaled[i] = apply(samples[i]);
    }
    return scaled;
  }
}
