package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vantage.cluster.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closed loop: what the strategy decides is done, and delays follow a law of the test's own. */
class SeerStrategyTest {
  private final TestCluster cluster = new TestCluster(3).rtt(1, 2, 10).rtt(2, 3, 10).rtt(1, 3, 20);
  private final Random random = new Random(3);
  private final List<Decision> moves = new ArrayList<>();
  private Strategy strategy = Strategies.named("seer-ols", cluster.replicas, 1);
  private int leader = 1;
  private double now;

  @ParameterizedTest
  @ValueSource(strings = {"seer-ols", "seer-en", "seer-ann"})
  void shouldFindTheBestLeaderAfterEveryReplicaHasLed(String name) {
    strategy = Strategies.named(name, cluster.replicas, 1);

    run(30_000);

    assertThat(leader).isEqualTo(2);
    assertThat(moves.stream().filter(Decision.Explore.class::isInstance)).hasSize(2);
  }

  @Test
  void shouldExploreAReplicaWhoseStateIsNovelAndNoOther() {
    run(41_000);
    moves.clear();
    cluster.cpu.put(replica(3), 0.9);
    run(25_000);

    assertThat(moves.stream().filter(Decision.Explore.class::isInstance))
        .extracting(each -> Placement.targetOf(each).orElseThrow())
        .containsExactly(replica(3));
    assertThat(leader).isEqualTo(2);
  }

  @Test
  void shouldPredictOncePerPeriod() {
    run(30_000);
    leader = 3;
    List<Double> movedAt = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int before = moves.size();
      run(100);
      if (moves.size() > before) {
        movedAt.add(now);
        leader = 3;
      }
    }

    assertThat(movedAt).hasSize(2);
    assertThat(movedAt.get(1) - movedAt.get(0)).isCloseTo(2_000, within(1e-6));
  }

  @Test
  void shouldPredictOnlyAfterASearchWithoutIntermediatePredictions() {
    SeerStrategySettings settings =
        new SeerStrategySettings(2_000, 20_000, 1_000, 5, 125, 200, false, true);
    strategy =
        new SeerStrategy(
            cluster.replicas,
            settings,
            any -> new io.vantage.seer.prediction.OrdinaryLeastSquares(),
            1);
    run(10_000);
    leader = 3;
    moves.clear();
    run(10_000);
    assertThat(moves).isEmpty();
    run(10_000);

    assertThat(moves).isNotEmpty();
  }

  @Test
  void shouldGoOnWhenAReplicaCannotBeExplored() {
    for (int i = 0; i < 300; i++) {
      step(Optional.of(replica(3)));
    }

    assertThat(leader).isEqualTo(2);
  }

  @Test
  void shouldPredictTheDelayOfEverySource() {
    run(30_000);

    assertThat(strategy.candidates(P1)).allMatch(each -> each.score().isPresent());
    for (int source = 1; source <= 3; source++) {
      assertThat(strategy.commitDelay(P1, replica(source), replica(2)).orElseThrow().millis())
          .isCloseTo(delay(source), within(1.0));
    }
  }

  private void run(double millis) {
    for (double end = now + millis; now < end - 1e-6; ) {
      step(Optional.empty());
    }
  }

  private void step(Optional<ReplicaId> unreachable) {
    now += 100;
    cluster.rtt(1, 2, noisy(10)).rtt(2, 3, noisy(10)).rtt(1, 3, noisy(20));
    cluster.observations(now).forEach(strategy::observe);
    for (int source = 1; source <= 3; source++) {
      strategy.report(
          cluster.report(source, leader, now, noisy(delay(source))),
          cluster.observation(leader, now));
    }
    for (Decision decision : strategy.decide(cluster.ledBy(leader, now))) {
      Optional<ReplicaId> target = Placement.targetOf(decision);
      if (target.isPresent() && !target.equals(unreachable)) {
        moves.add(decision);
        leader = cluster.replicas.indexOf(target.get()) + 1;
        strategy.moved(P1, target.get(), now, 20);
      }
    }
  }

  private double noisy(double value) {
    return value + 0.2 * random.nextDouble();
  }

  private double delay(int source) {
    double path = source == leader ? 0 : source + leader == 4 ? 20 : 10;
    return path + 10 + 2;
  }
}
