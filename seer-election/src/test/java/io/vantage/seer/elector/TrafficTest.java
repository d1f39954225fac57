package io.vantage.seer.elector;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.DatapathId;
import io.vantage.network.LocalView;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.network.ReplicatedNetwork;
import io.vantage.seer.measurement.CommitReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final NetworkCommand COMMAND = new NetworkCommand.RaiseGeneration(DEVICE, 1);

  private final Traffic traffic = new Traffic();
  private SingleReplicaCluster cluster;
  private Network plain;

  @BeforeEach
  void start() {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    cluster = new SingleReplicaCluster(R1, 1, id -> traffic.counted(id, view.stateMachine(id)));
    plain = new ReplicatedNetwork(cluster, view);
    plain.submit(new NetworkCommand.AssignSwitch(DEVICE, P1)).join();
    traffic.takeCommits();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void shouldCountPacketInsUntilTheyAreTaken() {
    traffic.packetIn(DEVICE);
    traffic.packetIn(DEVICE);

    assertThat(traffic.takePacketIns()).isEqualTo(Map.of(DEVICE, 2L));
    assertThat(traffic.takePacketIns()).isEmpty();
  }

  @Test
  void shouldCountCommandsFromOutsideAndAllCommits() {
    traffic.fromOutside(plain, cluster).submit(COMMAND).join();
    traffic.fromInside(plain, cluster).submit(COMMAND).join();

    assertThat(traffic.takeCommands()).isEqualTo(Map.of(P1, 1L));
    assertThat(traffic.takeCommits()).isEqualTo(Map.of(P1, 2L));
  }

  @Test
  void shouldTimeCommitsAtTheirSource() {
    traffic.fromInside(plain, cluster).submit(COMMAND).join();

    List<CommitReport> reports = traffic.takeReports();
    assertThat(reports).hasSize(1);
    CommitReport report = reports.get(0);
    assertThat(report.source()).isEqualTo(R1);
    assertThat(report.leader()).isEqualTo(R1);
    assertThat(report.partition()).isEqualTo(P1);
    assertThat(report.delayMillis()).isPositive();
  }

  @Test
  void shouldTimeABoundedNumberOfCommitsAPeriod() {
    Network network = traffic.fromInside(plain, cluster);
    for (int i = 0; i < 500; i++) {
      network.submit(COMMAND).join();
    }

    assertThat(traffic.takeReports()).hasSize(64);
    network.submit(COMMAND).join();
    assertThat(traffic.takeReports()).hasSize(1);
  }

  @Test
  void shouldNotBlameALeaderForAChangeOfLeader() {
    Network network =
        traffic.fromInside(
            new Network() {
              @Override
              public NetworkView view() {
                return plain.view();
              }

              @Override
              public CompletableFuture<Receipt> submit(NetworkCommand command) {
                cluster.lead(P1, Optional.of(R1));
                return plain.submit(command);
              }

              @Override
              public CompletableFuture<Void> await(Receipt receipt, Duration deadline) {
                return plain.await(receipt, deadline);
              }
            },
            cluster);

    network.submit(COMMAND).join();

    assertThat(traffic.takeReports()).isEmpty();
  }

  @Test
  void shouldLeaveFailuresToTheCaller() {
    NetworkCommand unknown = new NetworkCommand.RaiseGeneration(new DatapathId(9), 1);

    assertThat(traffic.fromOutside(plain, cluster).submit(unknown)).isCompletedExceptionally();
    assertThat(traffic.takeCommands()).isEmpty();
    assertThat(traffic.takeReports()).isEmpty();
  }
}
