package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearFilterTest {
  private static final long SEED = 11;

  private final Random random = new Random(SEED);
  private final LinearFilter filter =
      new LinearFilter(
          new double[] {0, 0, 0},
          new double[] {10, 10, 10},
          new double[] {0.01, 0.01, 0.01},
          3,
          0.1);

  @Test
  void shouldLearnALinearFunctionFromNoisySamples() {
    teach(2_000, 5, 2, -1, 0.5);

    assertThat(filter.coefficient(0)).isCloseTo(5, within(0.1));
    assertThat(filter.coefficient(1)).isCloseTo(2, within(0.1));
    assertThat(filter.coefficient(2)).isCloseTo(-1, within(0.1));
    assertThat(filter.predict(new double[] {1, 3, 2})).isCloseTo(9, within(0.2));
  }

  @Test
  void shouldBeCertainOnlyOfWhatWasTold() {
    for (int i = 0; i < 200; i++) {
      filter.learn(new double[] {1, 0, 0}, 5 + 0.5 * random.nextGaussian());
    }

    assertThat(filter.deviation(new double[] {1, 0, 0})).isLessThan(0.3);
    assertThat(filter.deviation(new double[] {0, 1, 0})).isCloseTo(10, within(1e-9));
  }

  @Test
  void shouldStateAnUncertaintyThatCoversItsError() {
    int covered = 0;
    for (int round = 0; round < 200; round++) {
      double truth = 10 * random.nextGaussian();
      LinearFilter fresh =
          new LinearFilter(new double[] {0}, new double[] {10}, new double[] {0}, 2, 0.1);
      for (int i = 0; i < 30; i++) {
        fresh.learn(new double[] {1}, truth + 2 * random.nextGaussian());
      }
      double error = Math.abs(fresh.coefficient(0) - truth);
      covered += error < 2 * fresh.deviation(new double[] {1}) ? 1 : 0;
    }
    assertThat(covered).as("of 200, seed %d", SEED).isBetween(175, 200);
  }

  @Test
  void shouldNotBeCarriedAwayByAnOutlier() {
    teach(1_000, 5, 2, -1, 0.5);
    double before = filter.predict(new double[] {1, 1, 1});

    filter.learn(new double[] {1, 1, 1}, 10_000);

    assertThat(filter.predict(new double[] {1, 1, 1})).isCloseTo(before, within(0.5));
  }

  @Test
  void shouldFollowACoefficientThatMayHaveChanged() {
    teach(2_000, 5, 2, -1, 0.5);

    filter.disturb(0, 10);
    teach(30, 15, 2, -1, 0.5);

    assertThat(filter.coefficient(0)).isCloseTo(15, within(1.0));
  }

  @Test
  void shouldFallBackToWhatWasExpectedAtFirstWhereAskedTo() {
    filter.forget(0, 10);
    teach(2_000, 5, 2, -1, 0.5);
    double learned = filter.coefficient(0);

    filter.pass(10);
    assertThat(filter.coefficient(0)).isCloseTo(learned / Math.E, within(0.01));
    filter.pass(1_000);
    assertThat(filter.coefficient(0)).isCloseTo(0, within(0.01));
    assertThat(filter.deviation(new double[] {1, 0, 0})).isCloseTo(10, within(0.1));
    assertThat(filter.coefficient(1)).isCloseTo(2, within(0.1));
  }

  @Test
  void shouldForgetWithTimeButNeverKnowLessThanAtFirst() {
    teach(2_000, 5, 2, -1, 0.5);
    double sure = filter.deviation(new double[] {1, 0, 0});

    filter.pass(100);
    assertThat(filter.deviation(new double[] {1, 0, 0})).isGreaterThan(sure);
    filter.pass(1e9);
    assertThat(filter.deviation(new double[] {1, 0, 0})).isCloseTo(10, within(1e-9));
  }

  private void teach(int samples, double a, double b, double c, double noise) {
    for (int i = 0; i < samples; i++) {
      double u = 4 * random.nextDouble();
      double v = 4 * random.nextDouble();
      filter.learn(new double[] {1, u, v}, a + b * u + c * v + noise * random.nextGaussian());
    }
  }
}
