package io.vantage.cluster.atomix;

import static io.vantage.cluster.atomix.LocalCluster.onRaftThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomix.cluster.MemberId;
import io.atomix.primitive.operation.PrimitiveOperation;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.impl.PendingCommand;
import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.protocols.raft.protocol.AppendRequest;
import io.atomix.protocols.raft.protocol.AppendResponse;
import io.atomix.protocols.raft.protocol.CommandRequest;
import io.atomix.protocols.raft.protocol.CommandResponse;
import io.atomix.protocols.raft.session.RaftSession;
import io.atomix.protocols.raft.storage.log.RaftLog;
import io.atomix.protocols.raft.storage.log.RaftLogReader;
import io.atomix.protocols.raft.storage.log.RaftLogWriter;
import io.atomix.protocols.raft.storage.log.entry.InitializeEntry;
import io.atomix.storage.StorageLevel;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each defect of the engine, with its cure and without. */
class CureTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Serializer WIRE = Serializer.using(RaftNamespaces.RAFT_PROTOCOL);

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

  private RaftReplica leaderOf(LocalCluster cluster) {
    return cluster.at(cluster.leader(P1)).engine(P1).replica();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSettleWhenTheAnswersToTheFirstAppendAreLost(boolean cured) {
    // A follower's answers are lost from the first append with entries until the next without.
    Set<ReplicaId> silent = ConcurrentHashMap.newKeySet();
    Set<ReplicaId> wasSilent = ConcurrentHashMap.newKeySet();
    network.filter(
        (from, to, subject, answer, payload) -> {
          if (!subject.equals("raft/p1-append")) {
            return true;
          }
          if (answer) {
            return !silent.contains(from);
          }
          AppendRequest request = WIRE.decode(payload);
          if (!request.entries().isEmpty() && wasSilent.add(to)) {
            silent.add(to);
          } else if (request.entries().isEmpty() && request.prevLogIndex() > 0) {
            silent.remove(to);
          }
          return true;
        });
    try (LocalCluster cluster = cluster(Cure.NUDGE, cured)) {
      cluster.ids().forEach(cluster::launch);
      if (cured) {
        cluster.leader(P1);
      } else {
        Awaitility.await()
            .atMost(SOON)
            .during(Duration.ofSeconds(2))
            .until(
                () ->
                    cluster.ids().stream().noneMatch(id -> cluster.log(id, P1).isSettledLeader()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldOfferAParkedCommandAgainWhoseGapHasClosed(boolean cured) {
    try (LocalCluster cluster = cluster(Cure.UNSTICK, cured).start()) {
      ReplicaId leader = cluster.leader(P1);
      cluster.log(leader, P1).propose(RecordingMachine.update("a")).join();
      RaftReplica replica = leaderOf(cluster);
      CompletableFuture<CommandResponse> answer = new CompletableFuture<>();
      // What the engine's two threads leave behind when the older sequence wins.
      onRaftThread(
          replica,
          () -> {
            RaftSession session =
                replica.getSessions().getSessions().stream()
                    .filter(s -> s.getCommandSequence() > 0)
                    .findFirst()
                    .orElseThrow();
            CommandRequest request =
                CommandRequest.builder()
                    .withSession(session.sessionId().id())
                    .withSequence(session.nextRequestSequence())
                    .withOperation(
                        PrimitiveOperation.operation(
                            ReplicatedService.BATCH,
                            new Batch("r9/0", 1, 1, List.of(RecordingMachine.update("parked")))
                                .encode()))
                    .build();
            session.registerCommand(request.sequenceNumber(), new PendingCommand(request, answer));
            return null;
          });
      if (cured) {
        answer.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(cluster.agreed(P1)).containsExactly("a", "parked");
        assertThat(replica.unstuck()).isPositive();
      } else {
        assertThat(answer.completeOnTimeout(null, 1, TimeUnit.SECONDS).join()).isNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldCloseTheReadersOfFollowersWhenALeadershipEnds(boolean cured) throws IOException {
    try (LocalCluster cluster = cluster(Cure.CLOSE_READERS, cured).start()) {
      for (ReplicaId id : cluster.ids()) {
        cluster.log(cluster.leader(P1), P1).propose(RecordingMachine.update("u" + id)).join();
      }
      move(cluster, 3);
      int before = openReaders();
      move(cluster, 12);
      if (cured) {
        Awaitility.await().atMost(SOON).until(() -> openReaders() - before < 8);
      } else {
        assertThat(openReaders() - before).isGreaterThan(16);
      }
    }
  }

  private static void move(LocalCluster cluster, int times) {
    for (int i = 0; i < times; i++) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId target = cluster.ids().get((cluster.ids().indexOf(leader) + 1) % 3);
      cluster.log(leader, P1).transfer(target, Duration.ofSeconds(2)).join();
      cluster.leader(P1);
    }
  }

  /** Counts open descriptors of log files of p1. */
  private int openReaders() throws IOException {
    int count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        try {
          Path file = Files.readSymbolicLink(descriptor);
          count += file.startsWith(directory) && file.toString().contains("p1") ? 1 : 0;
        } catch (IOException closedMeanwhile) {
          count += 0;
        }
      }
    }
    return count;
  }

  @Test
  void shouldOpenTheLogReaderNearTheEndInsteadOfWalkingThere() {
    RaftLog log = openLog();
    for (int i = 0; i < 40_000; i++) {
      log.writer().append(new InitializeEntry(1, i));
    }
    long walking = fastest(() -> log.openReader(1), log);
    long reopening = fastest(() -> new ReopeningLogReader(log), log);
    log.close();
    assertThat(reopening).isLessThan(walking / 3);
  }

  private RaftLog openLog() {
    return RaftLog.builder()
        .withDirectory(directory.toFile())
        .withStorageLevel(StorageLevel.MAPPED)
        .withNamespace(RaftNamespaces.RAFT_STORAGE)
        .withMaxSegmentSize(256 << 10)
        .withMaxEntrySize(64 << 10)
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotBringBackEntriesThatWereCutOff(boolean cured) {
    RaftLog log = openLog();
    RaftLogWriter writer = cured ? new WipingLogWriter(log) : log.writer();
    for (int i = 0; i < 5; i++) {
      writer.append(new InitializeEntry(1, 1_000_000));
    }
    writer.truncate(1);
    writer.append(new InitializeEntry(2, 1_000_000));

    RaftLogReader reader = log.openReader(2);
    assertThat(reader.next().entry().term()).isEqualTo(2);
    assertThat(reader.hasNext()).isNotEqualTo(cured);
    writer.append(new InitializeEntry(3, 1_000_000));
    assertThat(reader.next().entry().term()).isEqualTo(cured ? 3 : 1);

    log.close();
    RaftLog reopened = openLog();
    assertThat(reopened.writer().getLastIndex()).isEqualTo(cured ? 3 : 5);
    reopened.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStartALogAnewWithoutWhatItHeld(boolean cured) {
    RaftLog log = openLog();
    RaftLogWriter writer = cured ? new WipingLogWriter(log) : log.writer();
    for (int i = 0; i < 5; i++) {
      writer.append(new InitializeEntry(1, 1_000_000));
    }
    writer.reset(1);
    writer.append(new InitializeEntry(2, 1_000_000));

    log.close();
    RaftLog reopened = openLog();
    assertThat(reopened.writer().getLastIndex()).isEqualTo(cured ? 1 : 5);
    reopened.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldWriteTheLogThroughTheWipingWriter(boolean cured) {
    try (LocalCluster cluster = cluster(Cure.WIPE, cured).start()) {
      assertThat(leaderOf(cluster).getLogWriter() instanceof WipingLogWriter).isEqualTo(cured);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotLeadInATermThatItHasLearntFromAnother(boolean cured) {
    Set<Long> termsItLedIn = ConcurrentHashMap.newKeySet();
    try (LocalCluster cluster = cluster(Cure.STEP_DOWN, cured).start()) {
      ReplicaId old = cluster.leader(P1);
      cluster.log(old, P1).propose(RecordingMachine.update("first")).join();
      // It is cut off, but for the configuration that a new leader sends first of all.
      network.filter(
          (from, to, subject, answer, payload) -> {
            if (!answer && from.equals(old) && subject.equals("raft/p1-append")) {
              AppendRequest request = WIRE.decode(payload);
              termsItLedIn.add(request.term());
            }
            boolean configuration = subject.endsWith("configure") && !answer && to.equals(old);
            return configuration || (!from.equals(old) && !to.equals(old));
          });
      long later = cluster.log(anotherLeader(cluster, old), P1).leadership().term();
      RaftReplica replica = cluster.at(old).engine(P1).replica();
      Awaitility.await().atMost(SOON).until(() -> replica.getTerm() >= later);
      if (cured) {
        assertThat(onRaftThread(replica, replica::getRole)).isNotEqualTo(RaftServer.Role.LEADER);
        network.filter((from, to, subject, answer, payload) -> true);
        cluster.log(old, P1).propose(RecordingMachine.update("second")).join();
        assertThat(cluster.agreed(P1)).containsExactly("first", "second");
        assertThat(termsItLedIn).doesNotContain(later);
      } else {
        Awaitility.await().atMost(SOON).until(() -> termsItLedIn.contains(later));
      }
    }
  }

  private static ReplicaId anotherLeader(LocalCluster cluster, ReplicaId old) {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                cluster.ids().stream()
                    .filter(id -> !id.equals(old) && cluster.log(id, P1).isSettledLeader())
                    .findFirst()
                    .orElse(null),
            id -> id != null);
  }

  private static long fastest(Supplier<RaftLogReader> readers, RaftLog log) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 7; i++) {
      RaftLogReader reader = readers.get();
      reader.reset(2);
      long begin = System.nanoTime();
      reader.reset(log.writer().getLastIndex());
      fastest = Math.min(fastest, System.nanoTime() - begin);
      assertThat(reader.next().index()).isEqualTo(log.writer().getLastIndex());
      reader.close();
    }
    return fastest;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldReadTheLogThroughTheReopeningReader(boolean cured) {
    try (LocalCluster cluster = cluster(Cure.REOPEN_READER, cured).start()) {
      assertThat(leaderOf(cluster).getLogReader() instanceof ReopeningLogReader).isEqualTo(cured);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotLetAnOldFirstAppendWipeTheLog(boolean cured) {
    try (LocalCluster cluster = cluster(Cure.STALE_APPEND, cured).start()) {
      ReplicaId leader = cluster.leader(P1);
      for (int i = 0; i < 20; i++) {
        cluster.log(leader, P1).propose(RecordingMachine.update("u" + i)).join();
      }
      cluster.agreed(P1);
      ReplicaId follower = cluster.follower(P1);
      RaftReplica replica = cluster.at(follower).engine(P1).replica();
      // No heartbeat that would repair what the old message breaks.
      network.isolate(follower, cluster.ids());
      long last = onRaftThread(replica, () -> replica.getLogWriter().getLastIndex());
      // As from a leader whose log began there after a snapshot.
      AppendRequest old =
          AppendRequest.builder()
              .withTerm(replica.getTerm())
              .withLeader(MemberId.from(leader.name()))
              .withPrevLogIndex(10)
              .withPrevLogTerm(0)
              .withCommitIndex(0)
              .withEntries(new ArrayList<>(List.of(new InitializeEntry(replica.getTerm(), 1))))
              .build();
      AppendResponse answer =
          WIRE.decode(
              cluster
                  .at(follower)
                  .receiver()
                  .receive(leader, "raft/p1-append", WIRE.encode(old))
                  .orTimeout(5, TimeUnit.SECONDS)
                  .join());
      long after = onRaftThread(replica, () -> replica.getLogWriter().getLastIndex());
      assertThat(answer.succeeded()).isNotEqualTo(cured);
      if (cured) {
        assertThat(after).isEqualTo(last);
      } else {
        assertThat(after).isLessThan(last);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotCommitWhatTheClusterNeverAgreedOnBecauseOfAnEmptyFirstAppend(boolean cured) {
    try (LocalCluster cluster = cluster(Cure.STALE_APPEND, cured).start()) {
      ReplicaId old = cluster.leader(P1);
      cluster.log(old, P1).propose(RecordingMachine.update("first")).join();
      cluster.agreed(P1);
      network.isolate(old, cluster.ids());
      RaftReplica replica = cluster.at(old).engine(P1).replica();
      long before = onRaftThread(replica, () -> replica.getLogWriter().getLastIndex());
      CompletableFuture<?> phantom =
          cluster.log(old, P1).propose(RecordingMachine.update("phantom"));
      Awaitility.await()
          .atMost(SOON)
          .until(() -> onRaftThread(replica, () -> replica.getLogWriter().getLastIndex()) > before);
      ReplicaId other = anotherLeader(cluster, old);
      cluster.log(other, P1).propose(RecordingMachine.update("second")).join();

      long last = onRaftThread(replica, () -> replica.getLogWriter().getLastIndex());
      // As from a new leader whose log begins after a snapshot there.
      AppendRequest heartbeat =
          AppendRequest.builder()
              .withTerm(cluster.log(other, P1).leadership().term())
              .withLeader(MemberId.from(other.name()))
              .withPrevLogIndex(last)
              .withPrevLogTerm(0)
              .withCommitIndex(last)
              .withEntries(new ArrayList<>())
              .build();
      AppendResponse answer =
          WIRE.decode(
              cluster
                  .at(old)
                  .receiver()
                  .receive(other, "raft/p1-append", WIRE.encode(heartbeat))
                  .orTimeout(5, TimeUnit.SECONDS)
                  .join());
      assertThat(answer.succeeded()).isTrue();
      if (cured) {
        assertThat(replica.getCommitIndex()).isLessThan(last);
        network.heal();
        phantom.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(cluster.agreed(P1)).containsExactly("first", "second", "phantom");
      } else {
        Awaitility.await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(cluster.machine(old, P1).applied())
                        .containsExactly("first", "phantom"));
      }
    }
  }
}
