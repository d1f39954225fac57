package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs stay short, and what they held comes back from snapshots. */
class CompactionTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path directory;
  private final InMemoryNetwork network = new InMemoryNetwork(1);

  @AfterEach
  void close() {
    network.close();
  }

  private LocalCluster cluster(Set<Cure> cures) {
    return new LocalCluster(
        3,
        directory,
        network,
        cures,
        settings ->
            settings
                .withDataPartitions(1)
                .withTiming(ClusterSettings.Timing.of(400, 80))
                .withLimits(settings.limits().withCompactBytes(1 << 20)));
  }

  private long logBytes(ReplicaId id) {
    return Compactor.logBytes(directory.resolve(id.name()).resolve("p1"));
  }

  /** Proposes about this much, in large updates. */
  private static void write(LocalCluster cluster, ReplicaId at, String prefix, long bytes) {
    Load load = new Load(prefix, () -> cluster.log(at, P1), 20_000, true).start(16);
    Awaitility.await().atMost(SOON).until(() -> load.completed() * 20_000 > bytes);
    load.stop();
    Awaitility.await().atMost(SOON).until(load::isIdle);
    assertThat(load.failed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepTheLogShortUnderLoad(boolean compact) {
    Set<Cure> cures = EnumSet.allOf(Cure.class);
    if (!compact) {
      cures.remove(Cure.COMPACT);
    }
    try (LocalCluster cluster = cluster(cures).start()) {
      ReplicaId at = cluster.follower(P1);
      for (int part = 0; part < 4; part++) {
        write(cluster, at, "part" + part + "-", 4 << 20);
        if (compact) {
          Awaitility.await()
              .atMost(SOON)
              .until(() -> cluster.ids().stream().allMatch(id -> logBytes(id) < 3 << 20));
        }
      }
      if (!compact) {
        assertThat(logBytes(at)).isGreaterThan(14 << 20);
      } else {
        assertThat(cluster.machine(at, P1).restores()).isZero();
      }
    }
  }

  /** Whoever becomes leader reads the last segment once per follower, entry by entry. */
  @Test
  void shouldKeepSegmentsSmallSoThatANewLeaderHasLittleToRead() throws IOException {
    try (LocalCluster cluster = cluster(Cure.all()).start()) {
      write(cluster, cluster.leader(P1), "u", 2 << 20);
      for (ReplicaId id : cluster.ids()) {
        try (Stream<Path> files = Files.walk(directory.resolve(id.name()).resolve("p1"))) {
          List<Path> segments = files.filter(file -> file.toString().endsWith(".log")).toList();
          // Those before may have been compacted away: the number in the name tells of them.
          assertThat(segments).anyMatch(file -> !file.endsWith("p1-1.log"));
          assertThat(segments).allMatch(file -> file.toFile().length() <= 256 << 10);
        }
      }
    }
  }

  @Test
  void shouldBringALaggingAndAnEmptyReplicaUpToDateByALargeSnapshot() throws IOException {
    try (LocalCluster cluster = cluster(Cure.all()).start()) {
      ReplicaId lagging = cluster.follower(P1);
      ReplicaId leader = cluster.leader(P1);
      cluster.log(leader, P1).propose(RecordingMachine.update("first")).join();
      cluster.agreed(P1);
      cluster.stop(lagging);
      compactWithBallast(cluster, leader, "ballast12000000");
      cluster.launch(lagging);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> cluster.machine(lagging, P1).ballastBytes() == 12_000_000);
      assertThat(cluster.agreed(P1)).startsWith("first").contains("ballast12000000");

      cluster.stop(lagging);
      delete(directory.resolve(lagging.name()));
      cluster.launch(lagging);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> cluster.machine(lagging, P1).ballastBytes() == 12_000_000);
      cluster.log(lagging, P1).propose(RecordingMachine.update("alive")).join();
      assertThat(cluster.agreed(P1)).endsWith("alive").doesNotHaveDuplicates();
      assertThat(
              cluster.log(lagging, P1).transfer(lagging, Duration.ofSeconds(5)).join().toString())
          .startsWith("Moved");
    }
  }

  @Test
  void shouldStopRatherThanApplyBehindAGap() throws IOException {
    Set<Cure> cures = EnumSet.complementOf(EnumSet.of(Cure.LOST_SNAPSHOT));
    try (LocalCluster cluster = cluster(cures).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId wiped = cluster.follower(P1);
      cluster.stop(wiped);
      compactWithBallast(cluster, leader, "ballast1000");
      cluster.launch(wiped);
      Awaitility.await().atMost(SOON).until(() -> cluster.machine(wiped, P1).size() > 0);
      cluster.stop(wiped);
      delete(directory.resolve(wiped.name()));
      cluster.launch(wiped);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> cluster.at(wiped).engine(P1).stopped().isPresent());
      assertThat(cluster.at(wiped).engine(P1).stopped().get()).hasMessageContaining("is missing");
      assertThat(cluster.machine(wiped, P1).applied()).isEmpty();
      cluster.log(leader, P1).propose(RecordingMachine.update("alive")).join();
    }
  }

  @Test
  void shouldComeBackFromItsOwnSnapshotWhenAllRestart() {
    try (LocalCluster cluster = cluster(Cure.all()).start()) {
      ReplicaId leader = cluster.leader(P1);
      compactWithBallast(cluster, leader, "ballast3000000");
      cluster.log(leader, P1).propose(RecordingMachine.update("last")).join();
      int size = cluster.agreed(P1).size();
      cluster.ids().forEach(cluster::stop);
      cluster.start();
      cluster.log(leader, P1).propose(RecordingMachine.update("again")).join();
      assertThat(cluster.agreed(P1)).hasSize(size + 1).endsWith("last", "again");
      assertThat(cluster.machine(leader, P1).restores()).isEqualTo(1);
      assertThat(cluster.machine(leader, P1).ballastBytes()).isEqualTo(3_000_000);
    }
  }

  private void compactWithBallast(LocalCluster cluster, ReplicaId leader, String ballast) {
    cluster.log(leader, P1).propose(RecordingMachine.update(ballast)).join();
    write(cluster, leader, "fill-", 2 << 20);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> cluster.at(leader).engine(P1).compactor().snapshots() > 0);
    write(cluster, leader, "more-", 1 << 20);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
