package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.protocols.raft.protocol.VoteRequest;
import io.atomix.protocols.raft.protocol.VoteResponse;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At most one vote per term (Raft, section 5.2). */
class VoteTest {
  private static final Serializer WIRE = Serializer.using(RaftNamespaces.RAFT_PROTOCOL);

  @TempDir private Path directory;

  @Test
  void shouldVoteOncePerTermAlsoAfterARestart() throws IOException {
    try (VoteGuard guard = new VoteGuard(directory)) {
      assertThat(guard.claim(3, "r1")).isTrue();
      assertThat(guard.claim(3, "r1")).isTrue();
      assertThat(guard.claim(3, "r2")).isFalse();
      assertThat(guard.claim(2, "r1")).isFalse();
    }
    try (VoteGuard guard = new VoteGuard(directory)) {
      assertThat(guard.claim(3, "r2")).isFalse();
      assertThat(guard.claim(2, "r2")).isFalse();
      assertThat(guard.claim(3, "r1")).isTrue();
      assertThat(guard.claim(4, "r2")).isTrue();
    }
  }

  @Test
  void shouldKeepTheVoteBeforeWhenAWriteIsTorn() throws IOException {
    try (VoteGuard guard = new VoteGuard(directory)) {
      assertThat(guard.claim(1, "r1")).isTrue();
      assertThat(guard.claim(2, "r2")).isTrue();
    }
    try (FileChannel file = FileChannel.open(directory.resolve("vote"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 3}), 512);
    }
    try (VoteGuard guard = new VoteGuard(directory)) {
      assertThat(guard.claim(1, "r2")).isFalse();
      assertThat(guard.claim(1, "r1")).isTrue();
    }
  }

  /** Either cure alone prevents the second vote; without both the engine gives it. */
  @ParameterizedTest
  @CsvSource({"true,true,false", "true,false,false", "false,true,false", "false,false,true"})
  void shouldNotGrantASecondVoteInATermAfterItsLeaderWasLost(
      boolean guard, boolean keep, boolean granted) {
    Set<Cure> cures = EnumSet.allOf(Cure.class);
    if (!guard) {
      cures.remove(Cure.VOTE_GUARD);
    }
    if (!keep) {
      cures.remove(Cure.KEEP_VOTE);
    }
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 0, cures).start()) {
      PartitionId system = PartitionId.SYSTEM;
      cluster.leader(system);
      ReplicaId voter = cluster.follower(system);
      RaftReplica replica = cluster.at(voter).engine(system).replica();
      network.isolate(voter, cluster.ids());
      long term = replica.getTerm() + 5;
      ReplicaId first = cluster.ids().stream().filter(id -> !id.equals(voter)).findFirst().get();
      ReplicaId second =
          cluster.ids().stream()
              .filter(id -> !id.equals(voter) && !id.equals(first))
              .findFirst()
              .get();
      assertThat(vote(cluster, voter, first, term)).isTrue();
      CompletableFuture.runAsync(
              () -> {
                replica.setLeader(MemberId.from(first.name()));
                replica.setLeader(null);
              },
              replica.getThreadContext())
          .join();
      assertThat(vote(cluster, voter, second, term)).isEqualTo(granted);
    }
  }

  private static boolean vote(
      LocalCluster cluster, ReplicaId voter, ReplicaId candidate, long term) {
    VoteRequest request =
        VoteRequest.builder()
            .withTerm(term)
            .withCandidate(MemberId.from(candidate.name()))
            .withLastLogIndex(1_000_000)
            .withLastLogTerm(term - 1)
            .build();
    VoteResponse response =
        WIRE.decode(
            cluster
                .at(voter)
                .receiver()
                .receive(candidate, "raft/system-vote", WIRE.encode(request))
                .orTimeout(20, TimeUnit.SECONDS)
                .join());
    assertThat(response.term()).isEqualTo(term);
    return response.voted();
  }
}
