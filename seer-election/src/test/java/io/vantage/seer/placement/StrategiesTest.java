package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategiesTest {
  private final TestCluster cluster = new TestCluster(3).rtts(10);

  @Test
  void shouldRefuseAnUnknownNameWithTheKnownOnes() {
    assertThatThrownBy(() -> Strategies.named("raft", cluster.replicas, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'raft'")
        .hasMessageContaining("rtt-only");
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldDecideWithoutHavingMeasuredAnything(String name) {
    Strategy strategy = Strategies.named(name, cluster.replicas, 1);

    assertThat(strategy.decide(cluster.ledBy(1, 0)))
        .allMatch(decision -> Placement.targetOf(decision).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldStayAloneInAClusterOfOne(String name) {
    TestCluster one = new TestCluster(1);
    Strategy strategy = Strategies.named(name, one.replicas, 1);
    for (int i = 0; i < 100; i++) {
      one.observations(i * 100).forEach(strategy::observe);
      strategy.report(one.report(1, 1, i * 100, 1), one.observation(1, i * 100));
      assertThat(strategy.decide(one.ledBy(1, i * 100)))
          .allMatch(decision -> Placement.targetOf(decision).isEmpty());
    }
  }

  static Stream<String> names() {
    return Stream.concat(Strategies.names().stream(), Strategies.ablations().stream());
  }
}
