package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChangesTest {
  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final Changes changes = new Changes();

  @Test
  void shouldSeeAPathChangeFromEitherEnd() {
    observe(0);
    cluster.rtt(1, 2, 30);
    observe(100);

    assertThat(changes.pathChangedSince(replica(1), replica(2), 100)).isTrue();
    assertThat(changes.pathChangedSince(replica(2), replica(1), 100)).isTrue();
    assertThat(changes.pathChangedSince(replica(1), replica(2), 101)).isFalse();
    assertThat(changes.pathChangedSince(replica(1), replica(3), 0)).isFalse();
  }

  @Test
  void shouldTellAChangedLoadFromNoise() {
    observe(0);
    cluster.cpu.put(replica(2), 0.2);
    assertThat(changes.observe(cluster.observation(2, 100))).isFalse();
    cluster.cpu.put(replica(2), 0.8);
    assertThat(changes.observe(cluster.observation(2, 200))).isTrue();

    assertThat(changes.loadChangedSince(replica(2), 200)).isTrue();
    assertThat(changes.loadChangedSince(replica(1), 0)).isFalse();
  }

  @Test
  void shouldNotTakeASmallDeviationForAChange() {
    observe(0);
    cluster.rtt(1, 2, 10.9);
    observe(100);

    assertThat(changes.pathChangedSince(replica(1), replica(2), 0)).isFalse();
  }

  @Test
  void shouldLearnHowLongThingsLast() {
    for (int second = 0; second < 200; second++) {
      cluster.rtt(1, 2, second / 5 % 2 == 0 ? 10 : 40);
      observe(second * 1_000);
    }

    assertThat(changes.expectedMillis(200_000)).isCloseTo(5_000, within(1_000.0));
  }

  @Test
  void shouldExpectMoreTheLongerNothingChanges() {
    observe(0);
    cluster.rtt(1, 2, 30);
    observe(1_000);

    assertThat(changes.expectedMillis(600_000)).isGreaterThan(200_000);
  }

  private void observe(double now) {
    cluster.observations(now).forEach(changes::observe);
  }
}
