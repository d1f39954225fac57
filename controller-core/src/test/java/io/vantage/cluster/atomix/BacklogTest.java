package io.vantage.cluster.atomix;

import static io.vantage.cluster.atomix.LocalCluster.onRaftThread;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.atomix.primitive.service.Commit;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica that has come back and has much to apply. */
class BacklogTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final InMemoryNetwork network = new InMemoryNetwork(1);

  @AfterEach
  void close() {
    network.close();
  }

  private LocalCluster cluster(Cure cure, boolean cured) {
    Set<Cure> cures = cured ? Cure.all() : EnumSet.complementOf(EnumSet.of(cure));
    return LocalCluster.inMemory(3, directory, network, 1, cures);
  }

  /**
   * Starts a replica again that cannot apply anything of P1 before {@code free} is counted down.
   */
  private static RaftReplica relaunchStuck(
      LocalCluster cluster, ReplicaId replica, CountDownLatch free) {
    cluster.services(
        (id, onStop) ->
            new ReplicatedService(new RecordingMachine(), true, onStop) {
              @Override
              public byte[] apply(Commit<byte[]> commit) {
                if (id.equals(P1)) {
                  assertThat(Uninterruptibles.awaitUninterruptibly(free, SOON)).isTrue();
                }
                return super.apply(commit);
              }
            });
    var unused = cluster.launch(replica);
    return cluster.at(replica).engine(P1).replica();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStandForElectionThoughMuchIsLeftToApply(boolean cured) {
    CountDownLatch free = new CountDownLatch(1);
    LongAdder polls = new LongAdder();
    try (LocalCluster cluster = cluster(Cure.STAND, cured).start()) {
      ReplicaId late = cluster.follower(P1);
      cluster.stop(late);
      cluster.log(cluster.leader(P1), P1).propose(RecordingMachine.update("a")).join();
      RaftReplica replica = relaunchStuck(cluster, late, free);
      Awaitility.await().atMost(SOON).until(() -> replica.getCommitIndex() > 0);

      network.filter(
          (from, to, subject, answer, payload) -> {
            if (from.equals(late) && !answer && subject.equals("raft/p1-poll")) {
              polls.increment();
            }
            return true;
          });
      network.isolate(late, cluster.ids());
      if (cured) {
        Awaitility.await().atMost(SOON).until(() -> polls.sum() >= 4);
      } else {
        Awaitility.await().during(Duration.ofSeconds(3)).until(() -> polls.sum() == 0);
      }
      free.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHandABacklogToTheStateMachineInSlices(boolean cured) {
    CountDownLatch free = new CountDownLatch(1);
    int entries = 3000;
    try (LocalCluster cluster = cluster(Cure.SLICES, cured).start()) {
      ReplicaId late = cluster.follower(P1);
      cluster.stop(late);
      ReplicaId leader = cluster.leader(P1);
      for (int i = 0; i < entries; i++) {
        cluster.log(leader, P1).propose(RecordingMachine.update("u" + i)).join();
      }
      RaftReplica replica = relaunchStuck(cluster, late, free);
      Awaitility.await().atMost(SOON).until(() -> replica.getCommitIndex() > entries);
      ApplyManager manager = (ApplyManager) replica.getServiceManager();
      if (cured) {
        Awaitility.await()
            .during(Duration.ofMillis(500))
            .until(() -> onRaftThread(replica, manager::handedOver) < entries / 2);
      } else {
        assertThat(onRaftThread(replica, manager::handedOver)).isGreaterThan(entries);
      }
      free.countDown();
      Awaitility.await().atMost(SOON).until(() -> replica.backlog() == 0);
    }
  }
}
