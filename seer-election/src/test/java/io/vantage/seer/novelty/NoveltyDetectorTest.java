package io.vantage.seer.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.seer.novelty.NoveltyDetector.Finding;
import io.vantage.seer.novelty.NoveltyDetector.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoveltyDetectorTest {
  private final NoveltyDetector detector = new NoveltyDetector(Settings.paper());
  private final Random random = new Random(7);

  @Test
  void shouldCallTheFirstStateNovel() {
    Finding finding = detector.examine(state(0.3, 10, 20, 100));

    assertThat(finding.novel()).isTrue();
    assertThat(detector.model()).isEqualTo(finding.window());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldRecogniseAStateThatItHasSeen(long seed) {
    random.setSeed(seed);
    detector.examine(state(0.3, 10, 20, 100));

    Finding finding = detector.examine(state(0.3, 10, 20, 100));

    assertThat(finding.novel()).isFalse();
    assertThat(finding.deviating()).isLessThan(0.1);
  }

  @Test
  void shouldCallAnInjectedDelayNovelOnce() {
    detector.examine(state(0.3, 10, 20, 100));

    assertThat(detector.examine(state(0.3, 10, 45, 100)).novel()).isTrue();
    assertThat(detector.examine(state(0.3, 10, 45, 100)).novel()).isFalse();
  }

  @Test
  void shouldCallABusyProcessorNovel() {
    detector.examine(state(0.1, 10, 20, 100));

    assertThat(detector.examine(state(0.8, 10, 20, 100)).novel()).isTrue();
  }

  @Test
  void shouldNeedNearlyAllSamplesToDeviate() {
    detector.examine(state(0.3, 10, 20, 100));
    List<double[]> window = state(0.3, 10, 45, 95);
    window.addAll(state(0.3, 10, 20, 25));

    Finding finding = detector.examine(window);

    assertThat(finding.deviating()).isBetween(0.7, 0.985);
    assertThat(finding.novel()).isFalse();
  }

  @Test
  void shouldDropTheOutliersOfAWindowBeforeItCompares() {
    detector.examine(state(0.3, 10, 20, 100));
    List<double[]> window = state(0.3, 10, 45, 96);
    window.addAll(state(0.3, 10, 20, 4));

    Finding finding = detector.examine(window);

    assertThat(finding.novel()).isTrue();
    assertThat(finding.window()).noneMatch(sample -> sample[2] < 30);
  }

  @Test
  void shouldNotTakeTheJitterOfASteadyStateForANewOne() {
    detector.examine(Collections.nCopies(100, new double[] {0.30, 10, 20}));

    Finding finding = detector.examine(Collections.nCopies(100, new double[] {0.301, 10.1, 20.1}));

    assertThat(finding.deviating()).isZero();
    assertThat(detector.examine(Collections.nCopies(100, new double[] {0.30, 10, 25})).novel())
        .isTrue();
  }

  @Test
  void shouldWorkWithFewerSamplesThanNeighbours() {
    detector.examine(state(0.3, 10, 20, 8));

    assertThat(detector.examine(state(0.3, 10, 20, 8)).novel()).isFalse();
    assertThat(detector.examine(state(0.3, 40, 45, 8)).novel()).isTrue();
  }

  @Test
  void shouldConcludeNothingFromAHandfulOfSamples() {
    assertThat(detector.examine(state(0.3, 10, 20, 4)).novel()).isFalse();
    assertThat(detector.examine(List.of()).novel()).isFalse();
    assertThat(detector.model()).isEmpty();
  }

  @Test
  void shouldBoundTheModel() {
    detector.examine(state(0.3, 10, 20, 5000));

    assertThat(detector.model()).hasSizeBetween(350, 400);
  }

  @Test
  void shouldRejectAWindowThatIsNotFiniteAndKeepItsModel() {
    detector.examine(state(0.3, 10, 20, 50));
    List<double[]> model = detector.model();
    List<double[]> window = state(0.3, 10, 45, 50);
    window.set(7, new double[] {0.3, Double.NaN, 45});

    assertThatThrownBy(() -> detector.examine(window)).isInstanceOf(IllegalArgumentException.class);
    assertThat(detector.model()).isSameAs(model);
  }

  /** Samples of a CPU share and two round trips around means. */
  private List<double[]> state(double cpu, double near, double far, int count) {
    List<double[]> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          new double[] {
            cpu + 0.03 * random.nextGaussian(),
            near + 0.5 * random.nextGaussian(),
            far + 0.5 * random.nextGaussian()
          });
    }
    return samples;
  }
}
