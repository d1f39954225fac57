package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpTransportTest {
  private static final PartitionId P1 = PartitionId.data(1);

  @TempDir private Path directory;

  private LocalCluster cluster(int size) {
    return new LocalCluster(
        size,
        directory,
        new TcpTransport(),
        Cure.all(),
        settings -> settings.withDataPartitions(2));
  }

  private LocalCluster cluster(int electionMillis, int heartbeatMillis) {
    return new LocalCluster(
        3,
        directory,
        new TcpTransport(),
        Cure.all(),
        settings ->
            settings
                .withDataPartitions(1)
                .withTiming(ClusterSettings.Timing.of(electionMillis, heartbeatMillis)));
  }

  @Test
  void shouldFormWithSevenMembersOnDistinctLoopbackAddresses() {
    try (LocalCluster cluster = cluster(7).start()) {
      ReplicaId follower = cluster.follower(P1);
      cluster.log(follower, P1).propose(RecordingMachine.update("a")).join();
      assertThat(cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(2)).join())
          .isInstanceOf(TransferOutcome.Moved.class);
      assertThat(cluster.agreed(P1)).containsExactly("a");
      assertThat(cluster.rivals()).isEmpty();
    }
  }

  @Test
  void shouldReplaceALeaderWhoseProcessEndsBeforeTheElectionTimeout() {
    Duration election = Duration.ofSeconds(3);
    try (LocalCluster cluster = cluster((int) election.toMillis(), 200).start()) {
      ReplicaId leader = cluster.leader(P1);
      cluster.log(leader, P1).propose(RecordingMachine.update("before")).join();
      cluster.stop(leader);
      long stopped = System.nanoTime();
      ReplicaId next = cluster.leader(P1);
      assertThat(Duration.ofNanos(System.nanoTime() - stopped))
          .isLessThan(election); // the least that the engine waits
      cluster.log(next, P1).propose(RecordingMachine.update("after")).join();
      assertThat(cluster.agreed(P1)).containsExactly("before", "after");
    }
  }

  @Test
  void shouldNotBeSucceededByOneThatHasMuchToApply() {
    try (LocalCluster cluster = cluster(6000, 600).start()) {
      ReplicaId leader = cluster.leader(P1);
      List<ReplicaId> survivors = cluster.ids().stream().filter(id -> !id.equals(leader)).toList();
      ReplicaId firstInTurn = survivors.get(1);
      synchronized (cluster.machine(firstInTurn, P1)) { // so that it cannot apply
        for (int i = 0; i < 300; i++) {
          cluster.log(leader, P1).propose(RecordingMachine.update("u" + i)).join();
        }
        cluster.stop(leader);
        assertThat(cluster.leader(P1)).isEqualTo(survivors.get(0));
      }
      assertThat(cluster.agreed(P1)).hasSize(300);
    }
  }

  @Test
  void shouldCarryMessagesBetweenReplicas() {
    try (LocalCluster cluster = cluster(3).start()) {
      cluster
          .at(2)
          .messaging()
          .handle(
              "echo",
              (from, payload) ->
                  CompletableFuture.completedFuture(
                      (from + new String(payload, StandardCharsets.UTF_8))
                          .getBytes(StandardCharsets.UTF_8)));
      cluster.at(2).messaging().handle("silence", (from, payload) -> new CompletableFuture<>());

      assertThat(
              cluster
                  .at(1)
                  .messaging()
                  .request(
                      LocalCluster.id(2),
                      "echo",
                      "!".getBytes(StandardCharsets.UTF_8),
                      Duration.ofSeconds(1))
                  .join())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("r1!");
      assertThatThrownBy(
              () ->
                  cluster
                      .at(1)
                      .messaging()
                      .request(LocalCluster.id(2), "silence", new byte[0], Duration.ofMillis(50))
                      .join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      assertThatThrownBy(
              () ->
                  cluster
                      .at(1)
                      .messaging()
                      .request(LocalCluster.id(2), "nobody", new byte[0], Duration.ofSeconds(5))
                      .join())
          .hasMessageContaining("no handler for user/nobody");
    }
  }
}
