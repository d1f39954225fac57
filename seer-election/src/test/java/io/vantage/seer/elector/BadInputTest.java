package io.vantage.seer.elector;

import static io.vantage.seer.elector.SeerCluster.P1;
import static io.vantage.seer.elector.SeerCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.AgedReport;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import io.vantage.seer.placement.PlacementSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
  private static final int[][] DELAYS = {{}, {6}, {10, 14}};
  private static final double[] WRONG = {
    Double.NaN, -1, 1e30, Double.POSITIVE_INFINITY, 0, 5_000, Float.MIN_VALUE
  };

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rtt-only", "vantage"})
  void shouldNeitherFailNorFlapOnWrongMeasurements(String strategy) {
    try (SeerCluster cluster = new SeerCluster(3, directory, SeerSettings.of(strategy));
        Clients clients = new Clients(cluster, cluster.ids(), Duration.ofMillis(20))) {
      cluster.roundTrips(DELAYS);
      ReplicaId elector = cluster.elector();
      ReplicaId liar = cluster.ids().stream().filter(id -> !id.equals(elector)).findFirst().get();
      long termBefore = cluster.at(elector).cluster().partition(P1).leadership().term();
      cluster.at(liar).seer().close();
      Random random = new Random(7);

      for (int i = 0; i < 2_000; i++) {
        send(cluster, liar, elector, i % 5 == 0 ? garbage(random) : wrong(cluster, random));
      }

      await()
          .atMost(PATIENCE)
          .until(() -> cluster.status(elector).counters().unreadableBulletins() > 0);
      await("a decision after all that")
          .atMost(PATIENCE)
          .untilAsserted(() -> decidedLately(cluster, elector));
      assertThat(cluster.status(elector).counters().failures())
          .as(cluster.status(elector).counters().newestFailure())
          .isEqualTo(unreadable(cluster, elector));
      await("operations go on").atMost(PATIENCE).until(() -> clients.samples() > 20);
      assertThat(clients.failures).isEmpty();
      long terms = cluster.at(elector).cluster().partition(P1).leadership().term() - termBefore;
      assertThat(terms).isLessThanOrEqualTo(PlacementSettings.DEFAULTS.transfersPerMinute());
    }
  }

  /** Every failure was a message that could not be read; none came from a strategy. */
  private static long unreadable(SeerCluster cluster, ReplicaId elector) {
    return cluster.status(elector).counters().unreadableBulletins();
  }

  private static void decidedLately(SeerCluster cluster, ReplicaId elector) {
    SeerStatus status = cluster.status(elector);
    assertThat(status.deciding()).isTrue();
    assertThat(status.partitions()).as(status.toString()).containsKey(P1);
    assertThat(status.nowMillis() - status.partitions().get(P1).atMillis())
        .as(status.toString())
        .isLessThan(3_000);
  }

  private static byte[] garbage(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    if (bytes.length > 2 && random.nextBoolean()) {
      bytes[0] = Wire.VERSION;
      bytes[1] = 'B';
    }
    return bytes;
  }

  private static byte[] wrong(SeerCluster cluster, Random random) {
    List<ReplicaId> ids = cluster.ids();
    return Wire.encode(
        new Bulletin(
            value(random),
            value(random),
            Map.of(ids.get(0), value(random), new ReplicaId("nobody"), value(random)),
            Map.of(P1, value(random), new PartitionId("p99"), value(random)),
            Map.of(P1, value(random)),
            List.of(
                new SwitchReading(new DatapathId(1), value(random), value(random)),
                new SwitchReading(new DatapathId(random.nextInt(50)), value(random), 0)),
            List.of(
                new AgedReport(1, P1, ids.get(random.nextInt(3)), value(random), value(random)),
                new AgedReport(2, P1, new ReplicaId("nobody"), 1, value(random)),
                new AgedReport(3, new PartitionId("p99"), ids.get(0), 1, 5))));
  }

  private static double value(Random random) {
    return WRONG[random.nextInt(WRONG.length)];
  }

  private static void send(SeerCluster cluster, ReplicaId from, ReplicaId to, byte[] message) {
    var unused =
        cluster
            .at(from)
            .cluster()
            .messaging()
            .request(to, Agent.SUBJECT, message, Duration.ofSeconds(10))
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  @Test
  void shouldNotMoveToAReplicaThatHasGoneSilent() {
    try (SeerCluster cluster = new SeerCluster(3, directory, SeerSettings.of("vantage"));
        Clients clients =
            new Clients(
                cluster,
                List.of(SeerCluster.id(1), SeerCluster.id(2), SeerCluster.id(3)),
                Duration.ofMillis(20))) {
      ReplicaId elector = cluster.elector();
      ReplicaId silent = cluster.ids().stream().filter(id -> !id.equals(elector)).findFirst().get();
      ReplicaId other =
          cluster.ids().stream()
              .filter(id -> !id.equals(elector) && !id.equals(silent))
              .findFirst()
              .get();
      cluster.roundTrips(new int[][] {{}, {10}, {10, 10}});
      cluster.at(silent).seer().close();
      await().atMost(PATIENCE).until(() -> cluster.status(elector).silent().contains(silent));
      cluster.lead(P1, other);

      await("measurements by the others").atMost(PATIENCE).until(() -> clients.samples() > 100);
      await().atMost(PATIENCE).untilAsserted(() -> decidedLately(cluster, elector));

      assertThat(cluster.leader(P1)).isNotEqualTo(silent);
      assertThat(cluster.status(elector).counters().failures()).isZero();
      assertThat(clients.failures).isEmpty();
    }
  }

  @Test
  void shouldRefuseOrdersOfAnElectorThatIsNone() {
    try (SeerCluster cluster = new SeerCluster(3, directory, SeerSettings.of("native"))) {
      ReplicaId elector = cluster.elector();
      cluster.lead(P1, elector);
      ReplicaId usurper =
          cluster.ids().stream().filter(id -> !id.equals(elector)).findFirst().get();
      ClusterMessaging messaging = cluster.at(usurper).cluster().messaging();
      Leadership office = cluster.at(elector).cluster().partition(PartitionId.SYSTEM).leadership();

      Order.Result late = order(messaging, elector, office.term() - 1, usurper);
      Order.Result never = order(messaging, elector, office.term(), usurper);

      assertThat(late.kind()).isEqualTo(Order.Result.Kind.REFUSED);
      assertThat(late.detail()).contains("is over");
      assertThat(never.kind()).isEqualTo(Order.Result.Kind.REFUSED);
      assertThat(never.detail()).contains("is not the elector");
      assertThat(cluster.status(elector).counters().refusedOrders()).isEqualTo(2);
      assertThatThrownBy(
              () ->
                  messaging
                      .request(elector, "seer/order", new byte[] {99}, Duration.ofSeconds(5))
                      .join())
          .isNotNull();
      assertThat(cluster.leader(P1)).isEqualTo(elector);
    }
  }

  @Test
  void shouldRefuseTheFormerElectorOnceItHasSeenAnOrderOfALaterOne() {
    try (SeerCluster cluster = new SeerCluster(3, directory, SeerSettings.of("native"))) {
      ReplicaId elector = cluster.elector();
      ReplicaId leader = cluster.ids().stream().filter(id -> !id.equals(elector)).findFirst().get();
      cluster.lead(P1, leader);
      ClusterMessaging messaging = cluster.at(elector).cluster().messaging();
      long term = cluster.at(elector).cluster().partition(PartitionId.SYSTEM).leadership().term();

      Order.Result later = order(messaging, leader, term + 5, elector);
      cluster.lead(P1, leader);
      Order.Result former = order(messaging, leader, term, elector);

      assertThat(later.kind()).isEqualTo(Order.Result.Kind.MOVED);
      assertThat(former.kind()).isEqualTo(Order.Result.Kind.REFUSED);
      assertThat(cluster.leader(P1)).isEqualTo(leader);
    }
  }

  private static Order.Result order(
      ClusterMessaging messaging, ReplicaId leader, long term, ReplicaId to) {
    byte[] message = Wire.encode(new Order(term, P1, to, 2_000));
    return Wire.result(
        messaging.request(leader, "seer/order", message, Duration.ofSeconds(10)).join());
  }
}
