package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.CommandLoad;
import io.vantage.testbed.lab.EmulatedLabNetwork;
import io.vantage.testbed.lab.LabNetwork;
import io.vantage.testbed.topology.Topologies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every switch is moved through all partitions, on emulated switches and three processes. */
class SwitchMoveTest {
  private static final int SWITCHES = 4;

  @TempDir Path directory;

  @Test
  void shouldLoseNeitherUpdatesNorPacketsWhileSwitchesMove() throws Exception {
    LocalClusterPlan plan = new LocalClusterPlan(3, 3, List.of("forwarding"), "text");
    try (ClusterProcesses cluster = new ClusterProcesses(directory, plan);
        EmulatedLabNetwork network =
            new EmulatedLabNetwork(Topologies.of("ring," + SWITCHES), cluster.controllers())) {
      cluster.awaitNetwork(network.size());
      assertThat(network.pingAll().lossPercent()).isZero();
      List<String> devices = List.of("0000000000000001", "0000000000000002", "0000000000000003");
      try (CommandLoad load = new CommandLoad(cluster.rest(), devices, 4, Duration.ofMillis(5))) {
        network.startPings(Duration.ofMillis(20));
        for (int round = 1; round <= 3; round++) {
          for (int device = 1; device <= SWITCHES; device++) {
            move(cluster, device, "p" + (1 + (device + round) % 3));
          }
        }
        LabNetwork.PingReport pings = network.stopPings();
        load.close();

        for (int replica = 0; replica < 3; replica++) {
          int at = replica;
          Awaitility.await()
              .atMost(20, TimeUnit.SECONDS)
              .untilAsserted(() -> assertThat(load.missingAt(at)).isEmpty());
        }
        cluster.awaitNetwork(network.size());
        assertThat(pings.sent()).isPositive();
        assertThat(pings.lossPercent()).as("%s", pings).isZero();
        assertThat(network.pingAll().lossPercent()).isZero();
      }
    }
  }

  /** At any replica, to which the answer must then be true. */
  private static void move(ClusterProcesses cluster, int device, String partition)
      throws IOException {
    int replica = device % 3;
    JsonNode answer =
        cluster
            .rest()
            .put(
                replica,
                "/api/v1/devices/" + device + "/partition",
                JsonNodeFactory.instance.objectNode().put("partition", partition));
    assertThat(answer.path("outcome").asText()).isIn("moved", "already-there");
    String leader =
        cluster.rest().get(replica, "/api/v1/partitions/" + partition).path("leader").asText();
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              JsonNode seen = cluster.rest().get(replica, "/api/v1/devices/" + device);
              assertThat(seen.path("partition").asText()).isEqualTo(partition);
              assertThat(seen.path("master").asText()).isEqualTo(leader);
            });
  }
}
