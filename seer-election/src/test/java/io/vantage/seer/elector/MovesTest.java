package io.vantage.seer.elector;

import static io.vantage.seer.elector.SeerCluster.P1;
import static io.vantage.seer.elector.SeerCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.MeasurementSettings;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.StrategySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovesTest {
  private static final int[][] NEAR = {{}, {4}, {4, 4}};
  private static final int[][] FAR = {{}, {60}, {60, 60}};

  @TempDir Path directory;

  @Test
  void shouldFailNoOperationDuringAHundredMoves() {
    try (SeerCluster cluster = restless(600, () -> {});
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(5))) {
      cluster.roundTrips(NEAR);
      ReplicaId elector = cluster.elector();

      await("a hundred moves")
          .atMost(Duration.ofMinutes(3))
          .until(() -> cluster.status(elector).counters().moves() >= 100);

      await("the last answers").atMost(PATIENCE).until(clients::finish);
      assertThat(clients.failures).isEmpty();
      assertThat(clients.acknowledged.get()).isGreaterThan(1_000);
      for (ReplicaId replica : cluster.ids()) {
        await("all operations at " + replica)
            .atMost(PATIENCE)
            .until(() -> cluster.hostsAt(replica) == clients.acknowledged.get());
      }
    }
  }

  @Test
  void shouldHandOverWhenTheElectorDiesInTheMiddleOfAMove() throws InterruptedException {
    CountDownLatch moving = new CountDownLatch(10);
    try (SeerCluster cluster = restless(600, moving::countDown);
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(20))) {
      cluster.roundTrips(FAR);
      ReplicaId first = cluster.elector();
      await().atMost(PATIENCE).until(() -> cluster.status(first).counters().moves() >= 2);
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();

      cluster.kill(first);

      ReplicaId second = cluster.elector();
      assertThat(second).isNotEqualTo(first);
      int acknowledged = clients.acknowledged.get();
      await("operations go on")
          .atMost(PATIENCE)
          .until(() -> clients.acknowledged.get() > acknowledged + 50);
      await("moves go on")
          .atMost(PATIENCE)
          .until(() -> cluster.status(second).counters().moves() >= 2);
      await("the last answers").atMost(PATIENCE).until(clients::finish);
      assertThat(clients.failures).isEmpty();
      await("equal states")
          .atMost(PATIENCE)
          .until(() -> cluster.running().stream().map(cluster::hostsAt).distinct().count() == 1);
      assertThat(cluster.hostsAt(second)).isGreaterThanOrEqualTo(clients.acknowledged.get());
    }
  }

  @Test
  void shouldKeepToTheBoundAcrossElectors() {
    int bound = 5;
    try (SeerCluster cluster = restless(bound, () -> {})) {
      cluster.roundTrips(NEAR);
      long termBefore = cluster.at(cluster.leader(P1)).cluster().partition(P1).leadership().term();
      ReplicaId first = cluster.elector();
      await().atMost(PATIENCE).until(() -> cluster.status(first).counters().moves() >= 3);
      ReplicaId second = cluster.ids().get((cluster.ids().indexOf(first) + 1) % 3);
      cluster.lead(PartitionId.SYSTEM, second);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  cluster.status(second).partitions().containsKey(P1)
                      && cluster
                          .status(second)
                          .partitions()
                          .get(P1)
                          .decision()
                          .reason()
                          .contains("bound of " + bound));
      long terms = cluster.at(second).cluster().partition(P1).leadership().term() - termBefore;
      assertThat(terms).isLessThanOrEqualTo(bound);
    }
  }

  private SeerCluster restless(int perMinute, Runnable whenItMoves) {
    SeerSettings settings =
        new SeerSettings(
            "restless",
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            new PlacementSettings(perMinute, 0, 2_000, 10_000),
            StrategySettings.DEFAULTS,
            MeasurementSettings.DEFAULTS);
    return new SeerCluster(
        3, directory, settings, Optional.of(name -> new RotatingStrategy(whenItMoves)));
  }
}
