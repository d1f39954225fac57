package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses, delays, cuts and crashes under load: every acknowledged update is there, once. */
class FaultTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final long seed = Long.getLong("seed", System.nanoTime());
  private InMemoryNetwork network;
  private final List<Load> loads = new ArrayList<>();

  @BeforeEach
  void open() {
    System.out.println("seed " + seed);
    network = new InMemoryNetwork(seed);
  }

  @AfterEach
  void close() {
    network.close();
  }

  private void load(LocalCluster cluster, int window) {
    for (ReplicaId id : cluster.ids()) {
      Load load = new Load(id + "-", () -> cluster.log(id, P1), 0, true);
      loads.add(load.start(window));
    }
  }

  private void awaitProgress(int updates) {
    long target = acknowledged() + updates;
    Awaitility.await("progress").atMost(SOON).until(() -> acknowledged() >= target);
  }

  private long acknowledged() {
    return loads.stream().mapToLong(load -> load.acknowledged().size()).sum();
  }

  private void endAndCheck(LocalCluster cluster, boolean noneMayFail) {
    loads.forEach(Load::stop);
    Awaitility.await("idle").atMost(SOON).until(() -> loads.stream().allMatch(Load::isIdle));
    List<String> applied = cluster.agreed(P1);
    for (Load load : loads) {
      assertThat(load.problemsIn(applied)).isEmpty();
      if (noneMayFail) {
        assertThat(load.failed()).isEmpty();
      }
    }
  }

  @Test
  void shouldCommitExactlyOnceWhenMessagesAreLostDoubledAndDelayed() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      for (ReplicaId from : cluster.ids()) {
        for (ReplicaId to : cluster.ids()) {
          network.loss(from, to, 0.02);
          network.duplicates(from, to, 0.05);
          network.delay(from, to, Duration.ofMillis(1));
          network.jitter(from, to, Duration.ofMillis(10));
        }
      }
      load(cluster, 8);
      awaitProgress(2000);
      endAndCheck(cluster, true);
    }
  }

  @Test
  void shouldKeepEveryAcknowledgedUpdateWhenEachReplicaCrashesInTurn() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId[] turn = {
        cluster.leader(P1), cluster.follower(P1), cluster.leader(P1), LocalCluster.id(1)
      };
      for (ReplicaId victim : turn) {
        ReplicaId proposer =
            cluster.ids().stream().filter(id -> !id.equals(victim)).findFirst().orElseThrow();
        Load load =
            new Load(
                "before-" + loads.size() + victim + "-", () -> cluster.log(proposer, P1), 0, true);
        loads.add(load.start(16));
        awaitProgress(500);
        cluster.stop(victim);
        awaitProgress(500);
        cluster.launch(victim);
        awaitProgress(500);
        load.stop();
        Awaitility.await().atMost(SOON).until(load::isIdle);
      }
      endAndCheck(cluster, true);
    }
  }

  @Test
  void shouldServeTheMajorityWhileALeaderIsCutOffAndTakeItBackAfterwards() {
    try (LocalCluster cluster = LocalCluster.inMemory(5, directory, network, 1).start()) {
      load(cluster, 4);
      for (int round = 0; round < 3; round++) {
        awaitProgress(500);
        ReplicaId leader = cluster.leader(P1);
        network.isolate(leader, cluster.ids());
        Awaitility.await("new leader")
            .atMost(SOON)
            .until(
                () ->
                    cluster.ids().stream()
                        .anyMatch(
                            id -> !id.equals(leader) && cluster.log(id, P1).isSettledLeader()));
        awaitProgress(500);
        network.heal();
      }
      awaitProgress(500);
      endAndCheck(cluster, false);
    }
  }

  @Test
  void shouldLoseNothingWhenAllReplicasRestart() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      load(cluster, 4);
      awaitProgress(1000);
      loads.forEach(Load::stop);
      Awaitility.await().atMost(SOON).until(() -> loads.stream().allMatch(Load::isIdle));
      cluster.ids().forEach(cluster::stop);
      cluster.start();
      cluster.log(LocalCluster.id(1), P1).propose(RecordingMachine.update("again")).join();
      endAndCheck(cluster, true);
      assertThat(cluster.agreed(P1)).endsWith("again");
    }
  }
}
