package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final PlacementSettings SETTINGS = new PlacementSettings(6, 500, 2_000, 10_000);

  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final Scripted strategy = new Scripted();
  private final Placement placement = new Placement(strategy, SETTINGS);

  @Test
  void shouldCarryAWishThrough() {
    observeAll(0);
    strategy.wish = move(1, 2);

    assertThat(placement.decide(cluster.ledBy(1, 0))).containsExactly(move(1, 2));
  }

  @Test
  void shouldNotMoveTwiceAtATime() {
    observeAll(0);
    strategy.wish = move(1, 2);
    placement.decide(cluster.ledBy(1, 0));

    assertThat(reasonAt(1_000, 1)).contains("under way");
    placement.failed(P1);
    assertThat(placement.decide(cluster.ledBy(1, 2_000))).containsExactly(move(1, 2));
  }

  @Test
  void shouldKeepTheMinimumTerm() {
    observeAll(0);
    strategy.wish = move(1, 2);
    placement.decide(cluster.ledBy(1, 0));
    placement.moved(P1, replica(2), 30, 30);
    strategy.wish = move(2, 1);

    assertThat(reasonAt(499, 2)).contains("minimum term");
    assertThat(placement.decide(cluster.ledBy(2, 500))).containsExactly(move(2, 1));
  }

  @Test
  void shouldNotMoveToASilentReplica() {
    observeAll(0);
    placement.observe(cluster.observation(1, 5_000));
    strategy.wish = move(1, 2);

    assertThat(reasonAt(5_000, 1)).contains("r2").contains("not been heard of");
    placement.observe(cluster.observation(2, 5_000));
    assertThat(placement.decide(cluster.ledBy(1, 5_000))).containsExactly(move(1, 2));
  }

  @Test
  void shouldHideSilentReplicasFromTheChoice() {
    observeAll(0);
    placement.observe(cluster.observation(1, 5_000));
    placement.observe(cluster.observation(3, 5_000));

    placement.decide(cluster.ledBy(1, 5_000));

    assertThat(strategy.mayLead).containsExactly(replica(1), replica(3));
  }

  @Test
  void shouldNotMoveWhatHasNoLeaderOrIsUnknown() {
    observeAll(0);
    strategy.wish = move(1, 2);

    assertThat(placement.decide(cluster.situation(0, Optional.empty())))
        .allMatch(Decision.Stay.class::isInstance);
    assertThat(placement.decide(new Situation(0, cluster.replicas, new TreeMap<>()))).isEmpty();
    assertThat(placement.decide(cluster.ledBy(2, 0))).allMatch(Decision.Stay.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNeverExceedTheBoundWhateverTheStrategyWants(long seed) {
    Random random = new Random(seed);
    Placement restless = new Placement(new Restless(cluster.replicas, random), SETTINGS);
    Map<PartitionId, ReplicaId> leaders = new TreeMap<>();
    Map<PartitionId, Deque<Double>> moves = new HashMap<>();
    for (int p = 1; p <= 4; p++) {
      leaders.put(PartitionId.data(p), replica(1));
    }
    double now = 0;
    int all = 0;
    for (int step = 0; step < 5_000; step++) {
      now += 200 * random.nextDouble();
      for (int i = 1; i <= 3; i++) {
        restless.observe(cluster.observation(i, now));
      }
      for (Decision decision : restless.decide(situation(now, leaders))) {
        Optional<ReplicaId> to = Placement.targetOf(decision);
        if (to.isEmpty()) {
          continue;
        }
        all++;
        assertBound(moves.computeIfAbsent(decision.partition(), id -> new ArrayDeque<>()), now);
        if (random.nextBoolean()) {
          leaders.put(decision.partition(), to.get());
          restless.moved(decision.partition(), to.get(), now, 20);
        } else {
          restless.failed(decision.partition());
        }
      }
    }
    assertThat(all).as("seed %d", seed).isGreaterThan(100);
  }

  private static void assertBound(Deque<Double> moves, double now) {
    while (!moves.isEmpty() && now - moves.getFirst() >= 60_000) {
      moves.removeFirst();
    }
    if (!moves.isEmpty()) {
      assertThat(now - moves.getLast()).isGreaterThanOrEqualTo(500);
    }
    moves.addLast(now);
    assertThat(moves).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void shouldHideImpossibleValuesFromTheStrategy() {
    cluster.rtt(1, 2, Double.NaN).rtt(1, 3, -4);
    cluster.switchRtts.get(replica(1)).put(TestCluster.device(1), 1e9);
    cluster.commandRates.get(replica(1)).put(P1, Double.NEGATIVE_INFINITY);

    placement.observe(cluster.observation(1, 0));

    assertThat(strategy.observed).hasSize(1);
    Observation seen = strategy.observed.get(0);
    assertThat(seen.replicaRtts()).isEmpty();
    assertThat(seen.switchRtts()).isEmpty();
    assertThat(seen.commandRates()).isEmpty();
  }

  @Test
  void shouldHideAnOldObservationFromTheStrategy() {
    placement.observe(cluster.observation(1, 100));
    placement.observe(cluster.observation(1, 50));

    assertThat(strategy.observed).extracting(Observation::atMillis).containsExactly(100.0);
  }

  @Test
  void shouldHideImpossibleReportsFromTheStrategy() {
    observeAll(0);
    for (double delay : new double[] {Double.NaN, -1, 1e9, Double.POSITIVE_INFINITY}) {
      placement.report(cluster.report(1, 2, 0, delay));
    }
    placement.report(cluster.report(1, 2, Double.NaN, 5));
    placement.report(cluster.report(1, 2, 0, 5));

    assertThat(strategy.reported).extracting(CommitReport::delayMillis).containsExactly(5.0);
  }

  @Test
  void shouldLayThePredictedBesideTheMeasured() {
    observeAll(0);
    strategy.predicted = Optional.of(new Estimate(12, 1));
    placement.decide(cluster.ledBy(1, 0));
    for (int i = 0; i < 100; i++) {
      placement.report(cluster.report(2, 1, i, 10));
    }

    Explanation explanation = placement.explain().get(P1);

    assertThat(explanation.measuredMillis()).isCloseTo(10, within(1e-9));
    assertThat(explanation.predictedMillis()).isCloseTo(12, within(1e-9));
    assertThat(explanation.medianErrorPercent()).isCloseTo(20, within(1e-9));
  }

  @Test
  void shouldRememberWhatBecameOfAMove() {
    observeAll(0);
    placement.decide(cluster.ledBy(1, 0));
    placement.report(cluster.report(3, 1, 1, 30));
    strategy.wish = move(1, 2);
    placement.decide(cluster.ledBy(1, 2));
    placement.moved(P1, replica(2), 20, 18);
    strategy.wish = new Decision.Stay(P1, "well placed");
    placement.decide(cluster.ledBy(2, 100));
    placement.report(cluster.report(3, 2, 101, 20));
    placement.report(cluster.report(3, 2, 102, 22));

    Explanation.MoveReview review = placement.explain().get(P1).moves().get(0);

    assertThat(review.pauseMillis()).isEqualTo(18);
    assertThat(review.beforeMillis()).isEqualTo(30);
    assertThat(review.afterMillis()).isEqualTo(21);
  }

  private void observeAll(double now) {
    cluster.observations(now).forEach(placement::observe);
  }

  private String reasonAt(double now, int leader) {
    List<Decision> decisions = placement.decide(cluster.ledBy(leader, now));
    assertThat(decisions).hasSize(1).allMatch(Decision.Stay.class::isInstance);
    return decisions.get(0).reason();
  }

  private static Decision move(int from, int to) {
    return new Decision.Move(P1, replica(from), replica(to), 1, "because");
  }

  private Situation situation(double now, Map<PartitionId, ReplicaId> leaders) {
    TreeMap<PartitionId, Situation.Led> led = new TreeMap<>();
    leaders.forEach((id, leader) -> led.put(id, new Situation.Led(Optional.of(leader), Set.of())));
    return new Situation(now, cluster.replicas, led);
  }

  /** Wants what it is told to. */
  private static class Scripted implements Strategy {
    final List<Observation> observed = new ArrayList<>();
    final List<CommitReport> reported = new ArrayList<>();
    Decision wish = new Decision.Stay(P1, "nothing to do");
    Optional<Estimate> predicted = Optional.empty();
    List<ReplicaId> mayLead = List.of();

    @Override
    public void observe(Observation observation) {
      observed.add(observation);
    }

    @Override
    public void report(CommitReport report, Observation atLeader) {
      reported.add(report);
    }

    @Override
    public List<Decision> decide(Situation situation) {
      mayLead = situation.replicas();
      return List.of(wish);
    }

    @Override
    public void moved(PartitionId partition, ReplicaId to, double now, double pause) {}

    @Override
    public List<Candidate> candidates(PartitionId partition) {
      return List.of();
    }

    @Override
    public Optional<Estimate> commitDelay(
        PartitionId partition, ReplicaId source, ReplicaId leader) {
      return predicted;
    }
  }

  /** Wants to be elsewhere at every opportunity. */
  private static final class Restless extends Scripted {
    private final List<ReplicaId> replicas;
    private final Random random;

    Restless(List<ReplicaId> replicas, Random random) {
      this.replicas = replicas;
      this.random = random;
    }

    @Override
    public List<Decision> decide(Situation situation) {
      List<Decision> wishes = new ArrayList<>();
      situation
          .partitions()
          .forEach(
              (id, led) -> {
                ReplicaId from = led.leader().orElseThrow();
                ReplicaId to = replicas.get(random.nextInt(replicas.size()));
                wishes.add(
                    random.nextBoolean()
                        ? new Decision.Move(id, from, to, 1, "restless")
                        : new Decision.Explore(id, from, to, "restless"));
              });
      return wishes;
    }
  }
}
