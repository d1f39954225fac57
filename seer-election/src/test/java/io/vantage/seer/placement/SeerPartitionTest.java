package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.prediction.OrdinaryLeastSquares;
import io.vantage.seer.prediction.Rehearsal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Exploration, step by step; the closed loop is in {@link SeerStrategyTest}. */
class SeerPartitionTest {
  private static final SeerStrategySettings SETTINGS = SeerStrategySettings.DEFAULTS;
  private static final double TERM = SETTINGS.termMillis();

  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final SeerPartition partition =
      new SeerPartition(
          P1,
          cluster.replicas,
          SETTINGS,
          id ->
              new LeaderModel(
                  new OrdinaryLeastSquares(),
                  new Rehearsal(0, new Random(1)),
                  SETTINGS.largestSamples()));

  @Test
  void shouldLetEveryNovelReplicaLeadForATermThePresentLeaderFirst() {
    partition.explore(cluster.replicas, Optional.of(replica(2)));

    assertThat(decide(2, 0)).isInstanceOf(Decision.Stay.class);
    report(2, SETTINGS.termSamples());
    assertThat(target(decide(2, TERM))).isEqualTo(replica(1));
    assertThat(decide(1, TERM)).isInstanceOf(Decision.Stay.class);
    report(1, SETTINGS.termSamples());
    assertThat(target(decide(1, 2 * TERM))).isEqualTo(replica(3));
  }

  @Test
  void shouldNotEndATermBeforeItsTime() {
    partition.explore(List.of(replica(1), replica(2)), Optional.of(replica(1)));
    decide(1, 0);
    report(1, 10 * SETTINGS.termSamples());

    assertThat(decide(1, TERM - 1)).isInstanceOf(Decision.Stay.class);
  }

  @Test
  void shouldWaitForSamplesUpToThreeTerms() {
    partition.explore(List.of(replica(1), replica(2)), Optional.of(replica(1)));
    decide(1, 0);
    report(1, SETTINGS.termSamples() - 1);

    assertThat(decide(1, 2 * TERM)).isInstanceOf(Decision.Stay.class);
    assertThat(target(decide(1, 3 * TERM))).isEqualTo(replica(2));
  }

  @Test
  void shouldGiveUpAReplicaThatDoesNotBecomeLeader() {
    partition.explore(List.of(replica(2), replica(3)), Optional.of(replica(1)));

    assertThat(target(decide(1, 0))).isEqualTo(replica(2));
    assertThat(target(decide(1, 3 * TERM))).isEqualTo(replica(2));
    assertThat(target(decide(1, 3 * TERM + 1))).isEqualTo(replica(3));
  }

  @Test
  void shouldChooseAmongThoseThatMayLead() {
    partition.explore(cluster.replicas, Optional.of(replica(1)));
    for (int leader = 1; leader <= 3; leader++) {
      decide(leader, (leader - 1) * TERM);
      report(leader, SETTINGS.termSamples(), 40 - 10 * leader);
      decide(leader, leader * TERM);
    }

    assertThat(predicted(1, 1, 2, 3)).isEqualTo(replica(3));
    assertThat(predicted(1, 1, 2)).isEqualTo(replica(2));
    assertThat(predicted(3, 1, 2)).isNull();
  }

  private ReplicaId predicted(int leader, Integer... mayLead) {
    List<ReplicaId> others = Stream.of(mayLead).map(TestCluster::replica).toList();
    return target(partition.decide(replica(leader), 4 * TERM, true, others, this::features));
  }

  private Decision decide(int leader, double now) {
    return partition.decide(replica(leader), now, false, cluster.replicas, this::features);
  }

  private static ReplicaId target(Decision decision) {
    return Placement.targetOf(decision).orElse(null);
  }

  private Optional<double[]> features(ReplicaId replica) {
    return SampleAssembly.features(
        cluster.replicas, cluster.observation(cluster.replicas.indexOf(replica) + 1, 0));
  }

  private void report(int leader, int samples) {
    report(leader, samples, 20);
  }

  private void report(int leader, int samples, double delay) {
    for (int i = 0; i < samples; i++) {
      for (int source = 1; source <= 3; source++) {
        partition.report(cluster.report(source, leader, 0, delay), cluster.observation(leader, 0));
      }
    }
  }
}
