package io.vantage.seer.prediction;

import io.vantage.seer.prediction.Predictor.Sample;
import java.util.List;

/** Checked training data: at least one row, rows of one length, every value finite. */
final class Samples {
  /** Beyond it squares overflow; no delay, load or round trip comes near. */
  private static final double LARGEST = 1e100;

  private final double[][] x;
  private final double[][] y;

  private Samples(double[][] x, double[][] y) {
    this.x = x;
    this.y = y;
  }

  static Samples of(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("samples: at least one is needed");
    }
    int features = samples.get(0).x().length;
    int outputs = samples.get(0).y().length;
    if (features == 0 || outputs == 0) {
      throw new IllegalArgumentException("samples: a feature and an output are needed");
    }
    double[][] x = new double[samples.size()][];
    double[][] y = new double[samples.size()][];
    for (int i = 0; i < x.length; i++) {
      x[i] = check(samples.get(i).x(), features, "features of sample " + i);
      y[i] = check(samples.get(i).y(), outputs, "outputs of sample " + i);
    }
    return new Samples(x, y);
  }

  /** Answers the vector if it has the length and is finite, or throws with its name. */
  static double[] check(double[] vector, int length, String name) {
    if (vector.length != length) {
      throw new IllegalArgumentException(
          name + ": " + length + " values expected, " + vector.length + " given");
    }
    for (double value : vector) {
      if (!(Math.abs(value) <= LARGEST)) {
        throw new IllegalArgumentException(name + ": " + value + " is not a usable number");
      }
    }
    return vector;
  }

  int count() {
    return x.length;
  }

  double[][] x() {
    return x;
  }

  double[][] y() {
    return y;
  }
}
