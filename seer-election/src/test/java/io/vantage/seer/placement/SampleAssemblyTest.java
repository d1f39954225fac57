package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.prediction.Predictor.Sample;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleAssemblyTest {
  private final TestCluster cluster = new TestCluster(3).rtt(1, 2, 10).rtt(2, 3, 12).rtt(1, 3, 20);
  private final SampleAssembly assembly = new SampleAssembly(cluster.replicas);

  @Test
  void shouldMakeASampleOnceEverySourceHasReported() {
    assertThat(add(1, 2, 0, 8)).isEmpty();
    assertThat(add(1, 2, 10, 12)).isEmpty();
    assertThat(add(2, 2, 20, 5)).isEmpty();

    Sample sample = add(3, 2, 30, 15).orElseThrow();

    assertThat(sample.x()).containsExactly(0.1, 0.3, 10, 0, 12);
    assertThat(sample.y()).containsExactly(10, 5, 15);
    assertThat(add(1, 2, 40, 8)).isEmpty();
  }

  @Test
  void shouldNotMixTheDelaysOfTwoLeaders() {
    add(1, 2, 0, 8);
    add(2, 2, 10, 8);
    assertThat(add(3, 1, 20, 30)).isEmpty();
    assertThat(add(1, 1, 30, 10)).isEmpty();

    assertThat(add(2, 1, 40, 20)).map(Sample::y).contains(new double[] {10, 20, 30});
  }

  @Test
  void shouldNotWaitForASourceThatHasFallenSilent() {
    add(1, 2, 0, 8);
    add(2, 2, 0, 4);
    assertThat(add(1, 2, 4_000, 8)).isEmpty();

    assertThat(add(2, 2, 5_500, 4)).map(Sample::y).contains(new double[] {8, 4, 6});
  }

  @Test
  void shouldIgnoreASourceThatIsNoMember() {
    add(1, 2, 0, 8);
    add(2, 2, 0, 4);
    assertThat(add(4, 2, 0, 1_000)).isEmpty();

    assertThat(add(3, 2, 0, 6)).map(Sample::y).contains(new double[] {8, 4, 6});
  }

  @Test
  void shouldMakeNoSampleOfALeaderWhosePathsAreNotMeasured() {
    TestCluster unmeasured = new TestCluster(1 + 2);
    for (int source = 1; source <= 3; source++) {
      assertThat(assembly.add(unmeasured.report(source, 1, 0, 5), unmeasured.observation(1, 0)))
          .isEmpty();
    }
  }

  private Optional<Sample> add(int source, int leader, double at, double delay) {
    return assembly.add(cluster.report(source, leader, at, delay), cluster.observation(leader, at));
  }
}
