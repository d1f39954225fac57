package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.measurement.Observation;
import org.junit.jupiter.api.Test;

class ObservationHistoryTest {
  private final TestCluster cluster = new TestCluster(3);
  private final ObservationHistory history = new ObservationHistory();

  @Test
  void shouldFindTheObservationAtTheTimeOfARequest() {
    for (int i = 1; i <= 5; i++) {
      history.add(cluster.observation(1, 100 * i));
    }

    assertThat(history.at(replica(1), 350)).map(Observation::atMillis).contains(300.0);
    assertThat(history.at(replica(1), 300)).map(Observation::atMillis).contains(300.0);
    assertThat(history.at(replica(1), 1_000)).map(Observation::atMillis).contains(500.0);
  }

  @Test
  void shouldAnswerTheOldestItKeepsForAnEarlierRequest() {
    history.add(cluster.observation(1, 100));

    assertThat(history.at(replica(1), 50)).map(Observation::atMillis).contains(100.0);
    assertThat(history.at(replica(2), 50)).isEmpty();
  }

  @Test
  void shouldKeepTheNewestOfManyOnly() {
    for (int i = 0; i < 1_000; i++) {
      history.add(cluster.observation(1, i));
    }

    assertThat(history.newest(replica(1))).map(Observation::atMillis).contains(999.0);
    assertThat(history.at(replica(1), 0)).map(Observation::atMillis).contains(936.0);
  }

  @Test
  void shouldRefuseWhatIsOlderThanTheNewest() {
    assertThat(history.add(cluster.observation(1, 100))).isTrue();
    assertThat(history.add(cluster.observation(1, 99))).isFalse();
    assertThat(history.add(cluster.observation(2, 99))).isTrue();

    assertThat(history.newest()).extracting(Observation::atMillis).containsExactly(100.0, 99.0);
  }
}
