package io.vantage.seer.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRttTest {
  private static final MeasurementSettings SETTINGS = MeasurementSettings.DEFAULTS;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldEqualWhatSortingAllSamplesAnewGives(long seed) {
    Random random = new Random(seed);
    PathRtt path = new PathRtt(SETTINGS, 0);
    PathRttByDefinition definition = new PathRttByDefinition(SETTINGS, 0);
    double base = 20;
    for (int i = 1; i <= 20_000; i++) {
      double now = 100 * i;
      if (random.nextInt(50) == 0) {
        base = 5 + random.nextInt(40);
      }
      switch (random.nextInt(60)) {
        case 0 -> {
          double waiting = 1_000 * random.nextDouble();
          path.waiting(now, waiting);
          definition.waiting(now, waiting);
        }
        case 1 -> {
          double shift = 10 * random.nextGaussian();
          path.presume(shift);
          definition.presume(shift);
        }
        case 2 -> {
          if (path.shift() != 0) {
            path.step();
            definition.step();
          }
        }
        default -> {
          double spike = random.nextInt(8) == 0 ? 50 * random.nextDouble() : 0;
          // Rounded, so that equal values occur.
          double rtt = Math.rint(10 * (base + random.nextDouble() + spike)) / 10;
          path.sample(now, rtt);
          definition.sample(now, rtt);
        }
      }
      assertThat(path.value()).as("step %d", i).isEqualTo(definition.value());
      if (i > 3) {
        assertThat(path.shift()).as("step %d", i).isEqualTo(definition.shift());
      }
    }
  }
}
