package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.device;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final double UNREACHED = 1_000;

  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final Surroundings surroundings = new Surroundings(cluster.replicas);

  @Test
  void shouldWeighSourcesAndSwitchesByTheirRates() {
    cluster.commandRates.get(replica(1)).put(P1, 30.0);
    cluster.packetInRates.get(replica(2)).put(device(1), 70.0);
    reach(1, 2.0);
    reach(2, 4.0);
    reach(3, 6.0);
    observe(0);

    Demand demand = demand(1);

    assertThat(demand.perSecond()).isCloseTo(100, within(0.2));
    assertThat(demand.sources()[0]).isCloseTo(0.3, within(0.01));
    assertThat(demand.switchMillis()).containsExactly(new double[] {1.4, 2.8, 4.2}, within(0.02));
  }

  @Test
  void shouldNotCountAgainstTheLeaderASwitchThatMayJustBeConnecting() {
    cluster.packetInRates.get(replica(2)).put(device(1), 100.0);
    reach(2, 4.0);
    observe(0);
    observe(2_900);

    assertThat(demand(1).switchMillis())
        .containsExactly(new double[] {4, 4, UNREACHED}, within(2.0));
    observe(3_000);
    assertThat(demand(1).switchMillis())
        .containsExactly(new double[] {UNREACHED, 4, UNREACHED}, within(2.0));
  }

  @Test
  void shouldGiveASwitchThatComesBackTimeAgain() {
    cluster.packetInRates.get(replica(2)).put(device(1), 100.0);
    reach(2, 4.0);
    observe(0);
    cluster.switchRtts.get(replica(2)).clear();
    observe(5_000);
    reach(2, 4.0);
    observe(6_000);

    assertThat(demand(1).switchMillis()[0]).isCloseTo(4, within(0.1));
  }

  @Test
  void shouldNotCountASwitchThatNobodyReaches() {
    cluster.packetInRates.get(replica(2)).put(device(1), 100.0);
    observe(0);

    assertThat(demand(1).switchMillis()).containsOnly(0);
  }

  private void reach(int replica, double rtt) {
    cluster.switchRtts.get(replica(replica)).put(device(1), rtt);
  }

  private void observe(double now) {
    cluster.observations(now).forEach(surroundings::observe);
  }

  private Demand demand(int leader) {
    return Demand.measured(surroundings, P1, Set.of(device(1)), UNREACHED, Optional.of(leader - 1));
  }
}
