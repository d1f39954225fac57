package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.CommandLoad;
import io.vantage.testbed.lab.EmulatedLabNetwork;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.wan.WanEmulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas as processes, far from each other and from their switches. */
@Tag("e2e")
@Timeout(180)
class WideAreaTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PLACES = "Chicago,Denver,Atlanta";

  @Test
  void shouldMeasureFarReplicasAndLeadAwayFromADelayedOneWithoutLoss(@TempDir Path directory)
      throws IOException {
    Topology topology = Topologies.of("internet2");
    Sites sites = new Sites(topology);
    LocalClusterPlan plan =
        new LocalClusterPlan(3, 3, List.of("forwarding"), "text").throughRelay();
    try (WanEmulator emulator = new WanEmulator(sites, sites.named(List.of(PLACES.split(","))));
        ClusterProcesses cluster = new ClusterProcesses(directory, plan);
        EmulatedLabNetwork network = new EmulatedLabNetwork(topology, emulator::controllers)) {
      cluster.awaitSwitches(network.size().switches());
      cluster.setStrategy("vantage");
      List<String> devices = List.of("0000000000000001", "0000000000000002", "0000000000000003");
      try (CommandLoad load = new CommandLoad(cluster.rest(), devices, 3, Duration.ofMillis(40))) {
        double chicagoToDenver = 2 * sites.geography(places(sites)).replicaDelays()[0][1];
        awaitRtt(cluster, chicagoToDenver);

        int delayed = cluster.leaderOf("p1", 0);
        emulator.wan().delay(delayed, 150);
        ClusterProcesses.await(
            "p1 to be led elsewhere", SOON, () -> cluster.leaderOf("p1", 0) != delayed);
        emulator.wan().delay(delayed, 0);

        int cut = cluster.leaderOf("p1", 0);
        emulator.wan().cut(cut, true);
        int other = (cut + 1) % 3;
        ClusterProcesses.await(
            "a leader that is not cut off", SOON, () -> cluster.leaderOf("p1", other) != cut);
        emulator.wan().reset();
        load.close();
        for (int replica = 0; replica < 3; replica++) {
          awaitAll(cluster, load, replica);
        }
        assertThat(load.acknowledgedCount()).isPositive();
      }
    }
  }

  private static int[] places(Sites sites) {
    return sites.named(List.of(PLACES.split(",")));
  }

  private static void awaitRtt(ClusterProcesses cluster, double expectedMillis) {
    ClusterProcesses.await(
        "r1 to measure " + expectedMillis + " ms to r2",
        SOON,
        () -> {
          JsonNode replicas = cluster.rest().get(0, "/api/v1/seer").path("replicas");
          double measured = replicas.path(0).path("replicaRttMs").path("r2").asDouble();
          return measured > expectedMillis * 0.98 && measured < expectedMillis * 1.2 + 1;
        });
  }

  private static void awaitAll(ClusterProcesses cluster, CommandLoad load, int replica) {
    ClusterProcesses.await(
        "all that was acknowledged at replica " + replica,
        SOON,
        () -> load.missingAt(replica).isEmpty());
  }
}
