package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.device;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RttOnlyStrategyTest {
  private final TestCluster cluster = new TestCluster(3).rtt(1, 2, 10).rtt(2, 3, 10).rtt(1, 3, 20);
  private final RttOnlyStrategy strategy = new RttOnlyStrategy(cluster.replicas, 2_000, 0.5);

  @Test
  void shouldLeadFromTheMiddle() {
    observe(0);

    Decision decision = strategy.decide(cluster.ledBy(1, 0)).get(0);

    assertThat(Placement.targetOf(decision)).contains(replica(2));
    // From r1: (0 + 10 + 20) / 3 + 10, from r2: (10 + 0 + 10) / 3 + 10.
    assertThat(((Decision.Move) decision).expectedGainMillis()).isCloseTo(10.0 / 3, within(0.01));
  }

  @Test
  void shouldFollowTheRequests() {
    cluster.commandRates.get(replica(3)).put(P1, 100.0);
    observe(0);

    assertThat(targets(strategy.decide(cluster.ledBy(1, 0)))).containsExactly(replica(3));
  }

  @Test
  void shouldFollowThePacketIns() {
    cluster.switchRtts.get(replica(1)).put(device(1), 1.0);
    cluster.switchRtts.get(replica(2)).put(device(1), 30.0);
    cluster.switchRtts.get(replica(3)).put(device(1), 40.0);
    cluster.packetInRates.get(replica(2)).put(device(1), 100.0);
    observe(0);

    assertThat(targets(strategy.decide(cluster.ledBy(2, 0, device(1)))))
        .containsExactly(replica(1));
  }

  @Test
  void shouldNotLeadFromAReplicaThatDoesNotReachTheSwitches() {
    cluster.switchRtts.get(replica(1)).put(device(1), 1.0);
    observe(0);

    assertThat(targets(strategy.decide(cluster.ledBy(1, 0, device(1))))).isEmpty();
  }

  @Test
  void shouldDecideOncePerPeriod() {
    observe(0);
    strategy.decide(cluster.ledBy(1, 0));

    assertThat(strategy.decide(cluster.ledBy(1, 1_999))).isEmpty();
    assertThat(strategy.decide(cluster.ledBy(1, 2_000))).hasSize(1);
  }

  @Test
  void shouldStayWhileTooLittleIsMeasured() {
    strategy.observe(new TestCluster(3).observation(1, 0));

    assertThat(targets(strategy.decide(cluster.ledBy(1, 0)))).isEmpty();
    assertThat(strategy.candidates(P1)).allMatch(each -> each.score().isEmpty());
  }

  private void observe(double now) {
    cluster.observations(now).forEach(strategy::observe);
  }

  private static List<Object> targets(List<Decision> decisions) {
    return decisions.stream()
        .flatMap(each -> Placement.targetOf(each).stream())
        .map(Object.class::cast)
        .toList();
  }
}
