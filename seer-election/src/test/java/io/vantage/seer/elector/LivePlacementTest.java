package io.vantage.seer.elector;

import static io.vantage.seer.elector.SeerCluster.P1;
import static io.vantage.seer.elector.SeerCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vantage.cluster.ReplicaId;
import io.vantage.network.NetworkCommand;
import io.vantage.seer.placement.Explanation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LivePlacementTest {
  // Afterwards one replica is clearly the best: the search could not tell equals apart.
  private static final int[][] THREE_BEFORE = {{}, {80}, {80, 12}};
  private static final int[][] THREE_AFTER = {{}, {30}, {12, 90}};
  private static final int[][] FIVE_BEFORE = {
    {}, {20}, {20, 20}, {100, 100, 100}, {110, 110, 110, 60}
  };
  private static final int[][] FIVE_AFTER = {{}, {90}, {90, 100}, {60, 70, 70}, {90, 90, 90, 20}};

  @TempDir Path directory;

  static Stream<Object[]> steps() {
    return Stream.of(
        new Object[] {"three replicas", THREE_BEFORE, THREE_AFTER},
        new Object[] {"five replicas", FIVE_BEFORE, FIVE_AFTER});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void shouldEndWhereAnExhaustiveSearchFindsTheBestLeader(
      String name, int[][] before, int[][] after) {
    try (SeerCluster cluster = cluster(before.length, SeerSettings.OFF);
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(50))) {
      cluster.roundTrips(after);
      Map<ReplicaId, Double> found = search(cluster, clients);
      Comparator<ReplicaId> byDelay = Comparator.comparing(found::get);
      ReplicaId best = cluster.ids().stream().min(byDelay).orElseThrow();
      ReplicaId worst = cluster.ids().stream().max(byDelay).orElseThrow();
      cluster.roundTrips(before);
      cluster.choose("vantage");
      cluster.lead(P1, worst);

      cluster.roundTrips(after);

      await(name + ": best by search " + found)
          .atMost(Duration.ofSeconds(10))
          .until(() -> cluster.at(best).cluster().partition(P1).isSettledLeader());
      await("a settled opinion")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(cluster.leader(P1)).isEqualTo(best);
                assertThat(explanation(cluster).candidates().get(0).replica()).isEqualTo(best);
              });
      assertThat(clients.failures).isEmpty();
    }
  }

  /** Measured commit delay, mean over all clients, with each replica as leader. */
  private static Map<ReplicaId, Double> search(SeerCluster cluster, Clients clients) {
    Map<ReplicaId, Double> delays = new LinkedHashMap<>();
    for (ReplicaId candidate : cluster.ids()) {
      cluster.lead(P1, candidate);
      // What was held during the change of leader, and what it made wait, is no property of it.
      clients.forgetDelays();
      await("quiet with " + candidate).atMost(PATIENCE).until(() -> clients.samples() >= 15);
      clients.forgetDelays();
      await("delays with " + candidate).atMost(PATIENCE).until(() -> clients.samples() >= 30);
      delays.put(candidate, clients.delayMillis());
    }
    return delays;
  }

  @Test
  void shouldPredictWhatIsThenMeasured() {
    try (SeerCluster cluster = cluster(3, "vantage");
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(30))) {
      cluster.roundTrips(THREE_BEFORE);

      await("predictions near measurements")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Explanation explanation = explanation(cluster);
                assertThat(explanation.medianErrorPercent()).isLessThan(50);
                assertThat(explanation.predictedMillis())
                    .isBetween(explanation.measuredMillis() / 2, explanation.measuredMillis() * 2);
              });
      assertThat(clients.failures).isEmpty();
    }
  }

  @Test
  void shouldDoNothingWhileOffAndBeginWhenTold() {
    try (SeerCluster cluster = cluster(3, SeerSettings.OFF);
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(30))) {
      cluster.lead(P1, SeerCluster.id(1));
      cluster.roundTrips(THREE_BEFORE);
      await().atMost(PATIENCE).until(() -> clients.samples() >= 30);

      for (ReplicaId replica : cluster.ids()) {
        SeerStatus status = cluster.status(replica);
        assertThat(status.deciding()).isFalse();
        assertThat(status.observations()).isEmpty();
      }
      assertThat(cluster.leader(P1)).isEqualTo(SeerCluster.id(1));

      cluster.choose("rtt-only");
      await().atMost(PATIENCE).until(() -> !cluster.leader(P1).equals(SeerCluster.id(1)));
      assertThat(cluster.status(cluster.elector()).observations()).hasSize(3);
      assertThat(clients.failures).isEmpty();
    }
  }

  @Test
  void shouldKeepItsStrategyWhenToldOneThatDoesNotExist() {
    try (SeerCluster cluster = cluster(1, "native")) {
      ReplicaId only = SeerCluster.id(1);
      await().atMost(PATIENCE).until(() -> cluster.status(only).deciding());
      cluster.submit(
          only, new NetworkCommand.SetConfiguration(SeerSettings.STRATEGY_KEY, "astrology"));
      double now = cluster.status(only).nowMillis();

      await().atMost(PATIENCE).until(() -> explanation(cluster).atMillis() > now + 500);
      assertThat(cluster.status(only).strategy()).isEqualTo("native");
    }
  }

  private SeerCluster cluster(int size, String strategy) {
    return new SeerCluster(size, directory, SeerSettings.of(strategy));
  }

  private static Explanation explanation(SeerCluster cluster) {
    ReplicaId elector = cluster.elector();
    return await("a decision")
        .atMost(PATIENCE)
        .until(() -> cluster.status(elector).partitions().get(P1), found -> found != null);
  }
}
