package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.Committed;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomixClusterTest {
  private static final PartitionId P1 = PartitionId.data(1);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7})
  void shouldFormWithOneLeaderPerTermAndPartition(int size) {
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster = LocalCluster.inMemory(size, directory, network, 7)) {
      cluster.start();
      for (PartitionId partition : cluster.at(1).partitions().keySet()) {
        cluster.log(LocalCluster.id(size), partition).propose(RecordingMachine.update("a")).join();
        assertThat(cluster.agreed(partition)).containsExactly("a");
      }
      assertThat(cluster.rivals()).isEmpty();
    }
  }

  @Test
  void shouldCommitAtLeaderAndFollowerAndMoveLeadership() {
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId leader = cluster.leader(P1);
      ReplicaId follower = cluster.follower(P1);
      Committed first = cluster.log(leader, P1).propose(RecordingMachine.update("a")).join();
      Committed second = cluster.log(follower, P1).propose(RecordingMachine.update("b")).join();
      assertThat(second.index()).isGreaterThan(first.index());
      cluster.log(follower, P1).awaitApplied(second.index(), Duration.ofSeconds(20)).join();
      assertThat(cluster.machine(follower, P1).applied()).containsExactly("a", "b");

      TransferOutcome outcome =
          cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(20)).join();
      assertThat(outcome).isInstanceOf(TransferOutcome.Moved.class);
      assertThat(cluster.leader(P1)).isEqualTo(follower);
      cluster.log(leader, P1).propose(RecordingMachine.update("c")).join();
      assertThat(cluster.agreed(P1)).containsExactly("a", "b", "c");
    }
  }
}
