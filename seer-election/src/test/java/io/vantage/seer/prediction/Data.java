package io.vantage.seer.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.ReferenceValues;
import io.vantage.seer.prediction.Predictor.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.data.Offset;

/** Samples to learn from. */
final class Data {
  private Data() {}

  static List<Sample> samples(double[][] x, double[][] y) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      samples.add(new Sample(x[i], y[i]));
    }
    return samples;
  }

  static List<Sample> samples(ReferenceValues values) {
    return samples(values.matrix("x"), values.matrix("y"));
  }

  /** Of a function on points drawn from [0, 1]. */
  static List<Sample> samples(
      long seed, int count, int features, Function<double[], double[]> function) {
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = random.doubles(features).toArray();
      samples.add(new Sample(x, function.apply(x)));
    }
    return samples;
  }

  /** Root of the mean squared error over samples and outputs. */
  static double error(Predictor predictor, List<Sample> samples) {
    double sum = 0;
    int outputs = samples.get(0).y().length;
    for (Sample sample : samples) {
      double[] y = predictor.predict(sample.x());
      for (int k = 0; k < outputs; k++) {
        sum += Math.pow(y[k] - sample.y()[k], 2);
      }
    }
    return Math.sqrt(sum / samples.size() / outputs);
  }

  static void assertPredicts(
      Predictor predictor, double[][] probe, double[][] expected, double tolerance) {
    for (int i = 0; i < probe.length; i++) {
      assertThat(predictor.predict(probe[i]))
          .containsExactly(expected[i], Offset.offset(tolerance));
    }
  }
}
