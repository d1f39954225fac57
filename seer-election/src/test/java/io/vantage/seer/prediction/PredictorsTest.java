package io.vantage.seer.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.seer.prediction.Predictor.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every predictor promises. */
class PredictorsTest {
  static Stream<Predictor> predictors() {
    return Stream.of(
        new OrdinaryLeastSquares(),
        new ElasticNet(),
        new NeuralNetwork(NeuralNetwork.Settings.paper(), new SplittableRandom(1)));
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldPredictTheOnlySampleItKnows(Predictor predictor) {
    predictor.fit(List.of(new Sample(new double[] {0.5, 12}, new double[] {20, 30})));

    assertThat(predictor.predict(new double[] {0.9, 40})).containsExactly(20, 30);
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldIgnoreAFeatureThatNeverVaried(Predictor predictor) {
    predictor.fit(
        Data.samples(1, 50, 2, x -> new double[] {x[0]}).stream()
            .map(sample -> new Sample(new double[] {sample.x()[0], 7}, sample.y()))
            .toList());

    assertThat(predictor.predict(new double[] {0.3, 1e9}))
        .containsExactly(predictor.predict(new double[] {0.3, 7}));
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldStayFiniteOnEqualSamplesWithDifferentOutputs(Predictor predictor) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      samples.add(new Sample(new double[] {1, 2, 3}, new double[] {i % 2 == 0 ? 10 : 20}));
    }

    predictor.fit(samples);

    assertThat(predictor.predict(new double[] {1, 2, 3})[0]).isBetween(14.9, 15.1);
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldAnswerNumbersFarOutsideOfWhatItKnows(Predictor predictor) {
    predictor.fit(Data.samples(2, 8, 9, x -> new double[] {x[0] * x[1], 1e99 * x[2]}));

    for (double extreme : new double[] {1e100, -1e100, 1e-300, 0}) {
      double[] x = new double[9];
      Arrays.fill(x, extreme);
      assertThat(Arrays.stream(predictor.predict(x))).allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldFollowALineThroughFewSamplesBetterThanTheirMean(Predictor predictor) {
    List<Sample> samples = Data.samples(3, 12, 9, x -> new double[] {10 + 5 * x[0]});

    predictor.fit(samples);

    double spread = Data.error(new Mean(samples), samples);
    assertThat(Data.error(predictor, samples)).isLessThan(0.7 * spread);
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldForgetTheNumberOfFeaturesOfAnEarlierFit(Predictor predictor) {
    predictor.fit(Data.samples(1, 30, 2, x -> new double[] {x[0]}));
    predictor.fit(Data.samples(1, 30, 3, x -> new double[] {x[0], x[1]}));

    assertThat(predictor.predict(new double[3])).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void shouldKeepItsModelWhenNewSamplesAreUnusable(Predictor predictor) {
    assertThat(predictor.isFitted()).isFalse();
    assertThatThrownBy(() -> predictor.predict(new double[2]))
        .isInstanceOf(IllegalStateException.class);
    predictor.fit(Data.samples(1, 30, 2, x -> new double[] {x[0]}));
    double[] before = predictor.predict(new double[] {0.1, 0.2});

    List<Sample> broken = new ArrayList<>(Data.samples(2, 30, 2, x -> new double[] {-x[0]}));
    broken.add(new Sample(new double[] {1, Double.NaN}, new double[] {1}));
    assertThatThrownBy(() -> predictor.fit(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample 30");
    assertThatThrownBy(() -> predictor.fit(Collections.emptyList()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> predictor.predict(new double[3]))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(predictor.isFitted()).isTrue();
    assertThat(predictor.predict(new double[] {0.1, 0.2})).containsExactly(before);
  }

  private record Mean(List<Sample> samples) implements Predictor {
    @Override
    public void fit(List<Sample> unused) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isFitted() {
      return true;
    }

    @Override
    public double[] predict(double[] x) {
      return new double[] {
        samples.stream().mapToDouble(sample -> sample.y()[0]).average().orElseThrow()
      };
    }
  }
}
