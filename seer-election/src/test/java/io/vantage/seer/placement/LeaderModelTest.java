package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vantage.seer.prediction.OrdinaryLeastSquares;
import io.vantage.seer.prediction.Predictor.Sample;
import io.vantage.seer.prediction.Rehearsal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaderModelTest {
  private final Random random = new Random(4);
  private final LeaderModel model =
      new LeaderModel(new OrdinaryLeastSquares(), new Rehearsal(100, random), 100);

  @Test
  void shouldKnowNothingBeforeItsFirstFit() {
    assertThat(model.predict(new double[] {1, 2})).isEmpty();
  }

  @Test
  void shouldPredictWithinWhatItHasSeen() {
    for (int i = 0; i <= 20; i++) {
      add(i, 5);
    }
    model.fit();

    assertThat(predict(7.5, 5)).isCloseTo(17.5, within(0.01));
  }

  @Test
  void shouldNotExtrapolate() {
    for (int i = 0; i <= 20; i++) {
      // The second feature has nothing but jitter, which a regression may find to be telling.
      model.add(
          new Sample(
              new double[] {i, 5 + 0.001 * random.nextDouble()},
              new double[] {10 + i + 0.1 * random.nextDouble()}));
    }
    model.fit();

    assertThat(predict(1_000, 5)).isCloseTo(30, within(0.5));
    assertThat(predict(10, 40)).isCloseTo(20, within(0.5));
  }

  @Test
  void shouldCountItsFreshSamples() {
    add(1, 5);
    add(2, 5);
    assertThat(model.fresh()).isEqualTo(2);

    model.fit();

    assertThat(model.fresh()).isZero();
  }

  private void add(double x, double other) {
    model.add(new Sample(new double[] {x, other}, new double[] {10 + x}));
  }

  private double predict(double x, double other) {
    return model.predict(new double[] {x, other}).orElseThrow()[0];
  }
}
