package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import io.vantage.cluster.TransferOutcome.Aborted;
import io.vantage.cluster.TransferOutcome.AlreadyThere;
import io.vantage.cluster.TransferOutcome.Moved;
import io.vantage.cluster.TransferOutcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final InMemoryNetwork network = new InMemoryNetwork(1);

  @AfterEach
  void close() {
    network.close();
  }

  private static ReplicaId next(LocalCluster cluster, ReplicaId after) {
    List<ReplicaId> ids = cluster.ids();
    return ids.get((ids.indexOf(after) + 1) % ids.size());
  }

  private static void settle(List<Load> loads) {
    loads.forEach(Load::stop);
    Awaitility.await().atMost(SOON).until(() -> loads.stream().allMatch(Load::isIdle));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void shouldNeitherFailNorLoseNorDoubleAnythingWhileLeadershipMoves(int size) {
    try (LocalCluster cluster = LocalCluster.inMemory(size, directory, network, 1).start()) {
      List<Load> loads = new ArrayList<>();
      for (ReplicaId id : cluster.ids()) {
        loads.add(new Load(id + "-", () -> cluster.log(id, P1), 0, true).start(64 / size));
      }
      int moved = 0;
      for (int i = 0; i < 30; i++) {
        ReplicaId leader = cluster.leader(P1);
        ReplicaId target = next(cluster, leader);
        ReplicaId caller = cluster.ids().get(i % size);
        TransferOutcome outcome = cluster.log(caller, P1).transfer(target, LIMIT).join();
        moved += outcome instanceof Moved ? 1 : 0;
      }
      settle(loads);
      List<String> applied = cluster.agreed(P1);
      for (Load load : loads) {
        assertThat(load.failed()).isEmpty();
        assertThat(load.problemsIn(applied)).isEmpty();
      }
      // An election of its own may come between on a busy machine.
      assertThat(moved).isGreaterThanOrEqualTo(25);
    }
  }

  @Test
  void shouldMoveAllPartitionsAtTheSameTime() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 7).start()) {
      List<Load> loads = new ArrayList<>();
      for (PartitionId id : cluster.at(1).partitions().keySet()) {
        loads.add(new Load(id + "-", () -> cluster.log(LocalCluster.id(1), id), 0, true).start(8));
      }
      List<CompletableFuture<TransferOutcome>> outcomes = new ArrayList<>();
      for (PartitionId id : cluster.at(1).partitions().keySet()) {
        ReplicaId target = next(cluster, cluster.leader(id));
        outcomes.add(cluster.at(1).partition(id).transfer(target, LIMIT));
      }
      assertThat(outcomes.stream().filter(outcome -> outcome.join() instanceof Moved).count())
          .isGreaterThanOrEqualTo(7);
      settle(loads);
      for (Load load : loads) {
        assertThat(load.failed()).isEmpty();
      }
    }
  }

  @Test
  void shouldStayWhenTheTargetIsDeadAndGoOnServing() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId dead = cluster.follower(P1);
      cluster.stop(dead);
      Load load = new Load("a", () -> cluster.log(leader, P1), 0, true).start(8);
      Awaitility.await().atMost(SOON).until(() -> load.completed() > 200);

      long before = load.completed();
      CompletableFuture<Long> served = new CompletableFuture<>();
      TransferOutcome outcome =
          cluster
              .log(leader, P1)
              .transfer(dead, Duration.ofSeconds(3))
              .whenComplete((end, error) -> served.complete(load.completed()))
              .join();

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Aborted.class, a -> assertThat(a.reason()).isEqualTo(Reason.TARGET_UNREACHABLE));
      assertThat(served.join()).as("served meanwhile").isGreaterThan(before + 16);
      settle(List.of(load));
      assertThat(load.failed()).isEmpty();
      assertThat(cluster.leader(P1)).isEqualTo(leader);
    }
  }

  @Test
  void shouldGiveUpWhenTheTargetDiesDuringTheTransfer() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId target = cluster.follower(P1);
      Load load = new Load("a", () -> cluster.log(leader, P1), 0, true).start(8);
      Awaitility.await().atMost(SOON).until(() -> load.completed() > 200);
      network.cut(leader, target);

      TransferOutcome outcome =
          cluster.log(leader, P1).transfer(target, Duration.ofMillis(600)).join();

      assertThat(outcome).isInstanceOf(Aborted.class);
      network.heal();
      settle(List.of(load));
      assertThat(load.failed()).isEmpty();
      assertThat(load.problemsIn(cluster.agreed(P1))).isEmpty();
    }
  }

  @Test
  void shouldSayWhyNothingMoved() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId follower = cluster.follower(P1);
      assertThat(cluster.log(follower, P1).transfer(leader, LIMIT).join())
          .isInstanceOfSatisfying(
              AlreadyThere.class, there -> assertThat(there.leader()).isEqualTo(leader));
      assertThat(cluster.log(follower, P1).transfer(new ReplicaId("nobody"), LIMIT).join())
          .isInstanceOfSatisfying(
              Aborted.class, a -> assertThat(a.reason()).isEqualTo(Reason.UNKNOWN_TARGET));
      cluster.ids().stream().filter(id -> !id.equals(leader)).forEach(cluster::stop);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> cluster.log(leader, P1).leadership().leader().isEmpty());
      assertThat(cluster.log(leader, P1).transfer(leader, Duration.ofMillis(200)).join())
          .isInstanceOfSatisfying(
              Aborted.class, a -> assertThat(a.reason()).isEqualTo(Reason.NO_LEADER));
    }
  }

  @Test
  void shouldTellListenersOfEachLeaderInOrderAndOnceItHasSettled() {
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId target = cluster.follower(P1);
      var seen = new ConcurrentLinkedQueue<Leadership>();
      var settled = new ConcurrentLinkedQueue<Long>();
      cluster
          .log(target, P1)
          .onLeadership(
              leadership -> {
                seen.add(leadership);
                if (cluster.log(target, P1).isSettledLeader()) {
                  settled.add(leadership.term());
                }
              });
      cluster.log(leader, P1).transfer(target, LIMIT).join();
      Awaitility.await().atMost(SOON).until(() -> !settled.isEmpty());
      assertThat(seen).extracting(Leadership::term).isSorted();
      assertThat(seen).first().matches(leadership -> leadership.isLedBy(leader));
      assertThat(seen).last().matches(leadership -> leadership.isLedBy(target));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHoldRequestsInsteadOfRejectingThem(boolean hold) {
    Set<Cure> cures = EnumSet.allOf(Cure.class);
    if (!hold) {
      cures.remove(Cure.HOLD);
    }
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1, cures).start()) {
      List<Load> loads = new ArrayList<>();
      for (ReplicaId id : cluster.ids()) {
        loads.add(new Load(id + "-", () -> cluster.log(id, P1), 0, true).start(16));
      }
      for (int i = 0; i < 10; i++) {
        ReplicaId leader = cluster.leader(P1);
        cluster.log(leader, P1).transfer(next(cluster, leader), LIMIT).join();
      }
      settle(loads);
      long rejected =
          cluster.ids().stream().mapToLong(id -> cluster.at(id).engine(P1).gate().rejected()).sum();
      if (hold) {
        assertThat(rejected).isZero();
      } else {
        assertThat(rejected).isPositive();
      }
    }
  }
}
