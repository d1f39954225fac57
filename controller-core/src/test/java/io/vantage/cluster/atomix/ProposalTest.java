package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.protocols.raft.protocol.CommandRequest;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.Committed;
import io.vantage.cluster.OverloadedException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.UpdateFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProposalTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final InMemoryNetwork network = new InMemoryNetwork(1);

  @AfterEach
  void close() {
    network.close();
  }

  private LocalCluster cluster(UnaryOperator<ClusterSettings> adjust) {
    return new LocalCluster(
        3,
        directory,
        network,
        Cure.all(),
        settings ->
            adjust.apply(
                settings.withDataPartitions(1).withTiming(ClusterSettings.Timing.of(500, 80))));
  }

  @Test
  void shouldKeepTheOrderOfOneThread() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId follower = cluster.follower(P1);
      List<CompletableFuture<Committed>> all = new ArrayList<>();
      List<String> proposed = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        proposed.add("u" + i);
        all.add(cluster.log(follower, P1).propose(RecordingMachine.update("u" + i)));
        if (i % 1000 == 500) {
          cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(1));
        }
      }
      all.forEach(CompletableFuture::join);
      assertThat(cluster.agreed(P1)).containsExactlyElementsOf(proposed);
    }
  }

  /** The engine stalls when a session has several commands; across a WAN it needs large entries. */
  @Test
  void shouldHaveOneBatchPerLaneUnderWayThatHoldsWhatHasWaited() {
    Serializer wire = Serializer.using(RaftNamespaces.RAFT_PROTOCOL);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Set<Long> batches = ConcurrentHashMap.newKeySet();
    network.filter(
        (from, to, subject, answer, payload) -> {
          if (subject.equals("raft/p1-command")) {
            if (answer) {
              underWay.decrementAndGet();
            } else {
              CommandRequest request = wire.decode(payload);
              batches.add(request.sequenceNumber());
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            }
          }
          return true;
        });
    // No batch is sent again, so that whatever is under way is a batch of its own.
    Duration never = Duration.ofSeconds(60);
    ClusterSettings.Timing patient =
        new ClusterSettings.Timing(
            Duration.ofMillis(500),
            Duration.ofMillis(80),
            Duration.ofMillis(250),
            never,
            never,
            never);
    try (LocalCluster cluster =
        cluster(s -> s.withLimits(s.limits().withLanes(1)).withTiming(patient)).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId follower = cluster.follower(P1);
      network.delay(follower, leader, Duration.ofMillis(20));
      List<CompletableFuture<Committed>> all = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        all.add(cluster.log(follower, P1).propose(RecordingMachine.update("u" + i)));
      }
      all.forEach(CompletableFuture::join);
      assertThat(most).hasValue(1);
      assertThat(batches).as("batches of up to 512").hasSizeBetween(6, 40);
    }
  }

  @Test
  void shouldReadOwnWriteAtAnyReplicaByItsIndex() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      for (int i = 0; i < 20; i++) {
        ReplicaId writer = cluster.ids().get(i % 3);
        ReplicaId reader = cluster.ids().get((i + 1) % 3);
        String id = "u" + i;
        long index = cluster.log(writer, P1).propose(RecordingMachine.update(id)).join().index();
        cluster.log(reader, P1).awaitApplied(index, Duration.ofSeconds(20)).join();
        assertThat(cluster.machine(reader, P1).applied()).contains(id);
        assertThat(cluster.log(reader, P1).appliedIndex()).isGreaterThanOrEqualTo(index);
      }
      assertThatThrownBy(
              () ->
                  cluster
                      .log(LocalCluster.id(1), P1)
                      .awaitApplied(1_000_000, Duration.ofMillis(50))
                      .join())
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void shouldRefuseAnUpdateThatDoesNotFitAnEntryAndTakeTheLargestThatDoes() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId follower = cluster.follower(P1);
      int limit = ClusterSettings.Limits.defaults().updateBytes() - Batch.PER_UPDATE;
      assertThatThrownBy(
              () ->
                  cluster
                      .log(follower, P1)
                      .propose(RecordingMachine.update("big", limit + 1))
                      .join())
          .hasCauseInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("limit of " + limit);
      for (int i = 0; i < 40; i++) {
        cluster.log(follower, P1).propose(RecordingMachine.update("b" + i, limit)).join();
      }
      assertThat(cluster.agreed(P1)).hasSize(40);
    }
  }

  @Test
  void shouldTakeUpdatesOfAMegabyteWhenToldSo() {
    try (LocalCluster cluster =
        cluster(s -> s.withLimits(s.limits().withLargestUpdate(1 << 20))).start()) {
      ReplicaId follower = cluster.follower(P1);
      List<CompletableFuture<Committed>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(cluster.log(follower, P1).propose(RecordingMachine.update("m" + i, 1_000_000)));
        all.add(cluster.log(follower, P1).propose(RecordingMachine.update("s" + i, 100)));
      }
      all.forEach(CompletableFuture::join);
      cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(2)).join();
      cluster.log(follower, P1).propose(RecordingMachine.update("last", 1_000_000)).join();
      assertThat(cluster.agreed(P1)).hasSize(25).endsWith("last");
    }
  }

  @Test
  void shouldRefuseWhenTheQueueIsFullAndTimeOutWithoutALeader() {
    try (LocalCluster cluster =
        cluster(
                s ->
                    s.withLimits(s.limits().withQueuedUpdates(100))
                        .withTiming(s.timing().withProposal(Duration.ofSeconds(3))))
            .start()) {
      ReplicaId alone = cluster.leader(P1);
      network.isolate(alone, cluster.ids());
      List<CompletableFuture<Committed>> taken = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        taken.add(cluster.log(alone, P1).propose(RecordingMachine.update("w" + i)));
      }
      assertThatThrownBy(
              () -> cluster.log(alone, P1).propose(RecordingMachine.update("over")).join())
          .hasCauseInstanceOf(OverloadedException.class);
      for (CompletableFuture<Committed> future : taken) {
        assertThatThrownBy(() -> future.orTimeout(20, TimeUnit.SECONDS).join())
            .hasCauseInstanceOf(TimeoutException.class)
            .hasMessageContaining("no answer within 3000 ms");
      }
      network.heal();
      cluster.leader(P1);
      Awaitility.await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(
              () -> cluster.log(alone, P1).propose(RecordingMachine.update("after")).join());
      assertThat(cluster.agreed(P1)).doesNotContain("over").doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldTellTheProposerWhenTheStateMachineThrows() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId follower = cluster.follower(P1);
      assertThatThrownBy(
              () -> cluster.log(follower, P1).propose(RecordingMachine.update("fail1")).join())
          .hasCauseInstanceOf(UpdateFailedException.class)
          .hasMessageContaining("asked to fail");
      cluster.log(follower, P1).propose(RecordingMachine.update("ok")).join();
      assertThat(cluster.agreed(P1)).containsExactly("ok");
    }
  }

  @Test
  void shouldStopAReplicaThatDoesNotUnderstandAnUpdateAndGoOnWithTheOthers() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId old = cluster.leader(P1);
      cluster.machine(old, P1).doesNotKnow("new");
      ReplicaId other = cluster.follower(P1);
      cluster.log(other, P1).propose(RecordingMachine.update("known")).join();
      cluster.log(other, P1).propose(RecordingMachine.update("new")).join();
      cluster.log(other, P1).propose(RecordingMachine.update("later")).join();
      assertThat(cluster.leader(P1)).isNotEqualTo(old);
      assertThat(cluster.machine(old, P1).applied()).containsExactly("known");
      assertThat(cluster.log(old, P1).isSettledLeader()).isFalse();
      assertThatThrownBy(() -> cluster.log(old, P1).propose(RecordingMachine.update("here")).join())
          .hasMessageContaining("p1 has stopped on " + old);
      cluster.stop(old);
      assertThat(cluster.agreed(P1)).containsExactly("known", "new", "later");
    }
  }

  @Test
  void shouldFailAllThatWaitsOrComesLaterWhenAReplicaIsClosed() throws InterruptedException {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId away = cluster.follower(P1);
      PartitionLog log = cluster.log(away, P1);
      network.isolate(away, cluster.ids());
      Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
      AtomicBoolean closed = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                for (int after = 0; after < 100; after += closed.get() ? 1 : 0) {
                  futures.add(log.propose(RecordingMachine.update("w")));
                  futures.add(log.awaitApplied(1_000_000, Duration.ofMinutes(5)));
                  Thread.onSpinWait();
                }
              });
      caller.start();
      Awaitility.await().atMost(SOON).until(() -> futures.size() > 1000);
      cluster.stop(away);
      closed.set(true);
      caller.join(10_000);
      assertThat(caller.isAlive()).isFalse();
      for (CompletableFuture<?> future : futures) {
        assertThatThrownBy(() -> future.orTimeout(20, TimeUnit.SECONDS).join())
            .satisfiesAnyOf(
                error -> assertThat(error).hasMessageContaining("p1 is closed"),
                error -> assertThat(error).hasCauseInstanceOf(OverloadedException.class));
      }
    }
  }

  @Test
  void shouldStayOutOfTheClusterAfterItsStateMachineHasStopped() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId old = cluster.leader(P1);
      ReplicaId other = cluster.follower(P1);
      cluster.log(other, P1).propose(RecordingMachine.update("known")).join();
      cluster.machine(old, P1).doesNotKnow("new");
      cluster.log(other, P1).propose(RecordingMachine.update("new")).join();
      cluster.log(other, P1).propose(RecordingMachine.update("later")).join();
      // Long enough for several heartbeats and configurations of the new leader.
      Awaitility.await()
          .atMost(SOON)
          .during(Duration.ofSeconds(1))
          .until(() -> cluster.at(old).engine(P1).replica().getRole() == RaftServer.Role.INACTIVE);
    }
  }

  @Test
  void shouldNotTakeForVisibleWhatAStoppedStateMachineLacks() {
    try (LocalCluster cluster = cluster(s -> s).start()) {
      ReplicaId old = cluster.follower(P1);
      ReplicaId leader = cluster.leader(P1);
      long known = cluster.log(leader, P1).propose(RecordingMachine.update("known")).join().index();
      cluster.log(old, P1).awaitApplied(known, Duration.ofSeconds(5)).join();
      CompletableFuture<Void> waiting =
          cluster.log(old, P1).awaitApplied(known + 100_000, Duration.ofMinutes(5));
      cluster.machine(old, P1).doesNotKnow("new");
      long lacking = cluster.log(leader, P1).propose(RecordingMachine.update("new")).join().index();
      assertThatThrownBy(() -> waiting.orTimeout(10, TimeUnit.SECONDS).join())
          .hasMessageContaining("p1 has stopped on " + old);
      assertThatThrownBy(
              () -> cluster.log(old, P1).awaitApplied(lacking, Duration.ofMinutes(5)).getNow(null))
          .hasMessageContaining("p1 has stopped on " + old);
      cluster.log(old, P1).awaitApplied(known, Duration.ofSeconds(5)).join();
      assertThat(cluster.log(old, P1).appliedIndex()).isBetween(known, lacking - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotApplyTwiceWhatIsSentAgainInANewSession(boolean requestIds) {
    Set<Cure> cures = EnumSet.allOf(Cure.class);
    if (!requestIds) {
      cures.remove(Cure.REQUEST_IDS);
    }
    try (LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1, cures).start()) {
      for (ReplicaId from : cluster.ids()) {
        for (ReplicaId to : cluster.ids()) {
          network.delay(from, to, Duration.ofMillis(3));
        }
      }
      // Answers are lost until the session is, so that what was applied is sent again.
      AtomicBoolean losing = new AtomicBoolean();
      AtomicInteger lost = new AtomicInteger();
      network.filter(
          (from, to, subject, answer, payload) -> {
            boolean passes = !(answer && subject.equals("raft/p1-command") && losing.get());
            lost.addAndGet(passes ? 0 : 1);
            return passes;
          });
      ReplicaId follower = cluster.follower(P1);
      AtomixPartition partition = cluster.at(follower).engine(P1);
      Load load = new Load("a", () -> partition, 0, true).start(16);
      for (int i = 1; i <= 40; i++) {
        int reached = 16 * i;
        Awaitility.await().atMost(SOON).until(() -> load.completed() > reached);
        int before = lost.get();
        losing.set(true);
        Awaitility.await().atMost(SOON).until(() -> lost.get() > before);
        partition.execute(
            () -> partition.lanes().forEach(lane -> lane.sessionExpired(lane.session())));
        losing.set(false);
      }
      load.stop();
      Awaitility.await().atMost(SOON).until(load::isIdle);
      assertThat(load.failed()).isEmpty();
      List<String> problems = load.problemsIn(cluster.agreed(P1));
      if (requestIds) {
        assertThat(problems).isEmpty();
      } else {
        assertThat(problems).isNotEmpty().allMatch(problem -> problem.startsWith("twice"));
      }
    }
  }

  @Test
  void shouldOpenANewSessionWhenTheOldOneHasExpired() {
    try (LocalCluster cluster =
        cluster(s -> s.withTiming(s.timing().withSession(Duration.ofSeconds(1)))).start()) {
      ReplicaId away =
          cluster.ids().stream()
              .filter(id -> !id.equals(cluster.leader(P1)))
              .reduce((first, second) -> second)
              .orElseThrow();
      cluster.log(away, P1).propose(RecordingMachine.update("before")).join();
      List<Long> old =
          cluster.at(away).engine(P1).lanes().stream().map(ProposalLane::session).toList();
      network.isolate(away, cluster.ids());
      CompletableFuture<Committed> waiting =
          cluster.log(away, P1).propose(RecordingMachine.update("during"));
      RaftReplica leader = cluster.at(cluster.leader(P1)).engine(P1).replica();
      Awaitility.await("sessions to expire")
          .atMost(SOON)
          .until(() -> old.stream().allMatch(id -> leader.getSessions().getSession(id) == null));
      network.heal();
      waiting.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(cluster.agreed(P1)).containsExactly("before", "during");
    }
  }
}
