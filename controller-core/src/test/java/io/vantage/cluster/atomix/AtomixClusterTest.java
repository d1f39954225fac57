package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.Committed;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomixClusterTest {
  private static final PartitionId P1 = PartitionId.data(1);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7})
  void shouldFormInUnderFiveSeconds(int size) {
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster = LocalCluster.inMemory(size, directory, network, 7)) {
      long begin = System.nanoTime();
      cluster.start();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertThat(millis).isLessThan(5000);
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
      cluster.log(follower, P1).awaitApplied(second.index(), Duration.ofSeconds(2)).join();
      assertThat(cluster.machine(follower, P1).applied()).containsExactly("a", "b");

      TransferOutcome outcome =
          cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(1)).join();
      assertThat(outcome).isInstanceOf(TransferOutcome.Moved.class);
      assertThat(cluster.leader(P1)).isEqualTo(follower);
      cluster.log(leader, P1).propose(RecordingMachine.update("c")).join();
      assertThat(cluster.agreed(P1)).containsExactly("a", "b", "c");
    }
  }
}
