package io.vantage.seer.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.prediction.NeuralNetwork.Settings;
import io.vantage.seer.prediction.Predictor.Sample;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeuralNetworkTest {
  /** Outputs with a deviation of about 0.7 and 0.3, which no plane through the data explains. */
  private static final Function<double[], double[]> WAVE =
      x ->
          new double[] {
            Math.sin(2 * Math.PI * x[0]) + 0.1 * x[1], Math.abs(x[0] - 0.5) + x[1] * x[1]
          };

  private final List<Sample> training = Data.samples(1, 250, 2, WAVE);
  private final List<Sample> fresh = Data.samples(2, 500, 2, WAVE);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldLearnAKnownFunctionToAnErrorOfATwentieth(long seed) {
    NeuralNetwork network = network(Settings.paper(), seed);

    network.fit(training);

    assertThat(Data.error(network, fresh)).isLessThan(0.05);
  }

  @ParameterizedTest
  @CsvSource({"2, 20", "4, 20", "2, 50", "3, 50", "2, 100"})
  void shouldLearnInEveryShapeOfTheGrid(int hiddenLayers, int units) {
    NeuralNetwork network = network(new Settings(hiddenLayers, units, 60, 10, 0.01), 1);

    network.fit(training);

    assertThat(Data.error(network, fresh)).isLessThan(0.05);
  }

  @Test
  void shouldContinueFromItsWeights() {
    NeuralNetwork continued = network(Settings.paper(), 1);
    NeuralNetwork begun = network(new Settings(3, 20, 10, 10, 0.01), 1);
    continued.fit(training);

    List<Sample> next = Data.samples(3, 250, 2, WAVE);
    continued.fit(next);
    begun.fit(next);

    assertThat(Data.error(continued, fresh)).isLessThan(0.5 * Data.error(begun, fresh));
  }

  @Test
  void shouldFollowAFunctionThatChanges() {
    NeuralNetwork network = network(Settings.paper(), 1);
    network.fit(training);
    Function<double[], double[]> slower =
        x -> new double[] {20 + 3 * WAVE.apply(x)[0], 5 - WAVE.apply(x)[1]};
    List<Sample> probe = Data.samples(4, 500, 2, slower);

    for (int i = 0; i < 10; i++) {
      network.fit(Data.samples(10 + i, 250, 2, slower));
    }

    assertThat(Data.error(network, probe)).isLessThan(0.2);
  }

  @Test
  void shouldAnswerTheSameForTheSameSeed() {
    NeuralNetwork one = network(Settings.paper(), 5);
    NeuralNetwork other = network(Settings.paper(), 5);

    one.fit(training);
    other.fit(training);

    assertThat(one.predict(fresh.get(0).x())).containsExactly(other.predict(fresh.get(0).x()));
  }

  private static NeuralNetwork network(Settings settings, long seed) {
    return new NeuralNetwork(settings, new SplittableRandom(seed));
  }
}
