package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.measurement.Observation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanityTest {
  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final Sanity sanity = new Sanity(10_000);

  @Test
  void shouldLetASoundObservationPassUnchanged() {
    Observation sound = cluster.observation(1, 5);

    assertThat(sanity.check(sound)).contains(sound);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1e9})
  void shouldDropASingleImpossibleRtt(double rtt) {
    cluster.rtt(1, 2, rtt);

    assertThat(sanity.check(cluster.observation(1, 5)))
        .map(Observation::replicaRtts)
        .contains(Map.of(replica(3), 10.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, Double.NEGATIVE_INFINITY})
  void shouldDropAnObservationWhoseLoadMakesNoSense(double cpu) {
    cluster.cpu.put(replica(1), cpu);

    assertThat(sanity.check(cluster.observation(1, 5))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void shouldDropAnObservationWithoutATime(double at) {
    assertThat(sanity.check(cluster.observation(1, at))).isEmpty();
  }

  @Test
  void shouldTakeALoadAboveOneForOne() {
    cluster.cpu.put(replica(1), 1.3);

    assertThat(sanity.check(cluster.observation(1, 5))).map(Observation::cpu).contains(1.0);
  }
}
