package io.vantage.testbed.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.server.local.LocalReplica;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.LabNetwork;
import io.vantage.testbed.lab.MininetNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Three replicas as processes and a network of Open vSwitch, both real. */
final class Laboratory implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("vantage.home"));

  private final ClusterProcesses cluster;
  private final MininetNetwork network;

  Laboratory(Path directory, String topology, String protocols, String... apps) {
    cluster = new ClusterProcesses(directory, new LocalClusterPlan(3, 3, List.of(apps), "text"));
    try {
      network =
          new MininetNetwork(
              HOME.resolve("mininet-topologies"),
              topology,
              cluster.replicas().stream()
                  .map(replica -> replica.host() + ":" + LocalReplica.OPENFLOW_PORT)
                  .toList(),
              protocols,
              directory.resolve("mininet.log"));
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  ClusterProcesses cluster() {
    return cluster;
  }

  MininetNetwork network() {
    return network;
  }

  JsonNode get(String path) throws IOException {
    return cluster.rest().get(0, "/api/v1/" + path);
  }

  /** All of one kind, as the first replica knows them. */
  JsonNode list(String kind) throws IOException {
    return get(kind).path(kind);
  }

  /** Desired rules of a switch. */
  JsonNode flows(String device, String query) throws IOException {
    return get("devices/" + device + "/flows" + query).path("flows");
  }

  /** Waits until every switch has its master and every link is known, in both directions. */
  void awaitTopology(Duration deadline) {
    LabNetwork.Size size = network.size();
    ClusterProcesses.await(
        size + " to be known",
        deadline,
        () -> connectedSwitches() == size.switches() && list("links").size() == 2 * size.links());
  }

  private int connectedSwitches() throws IOException {
    int connected = 0;
    for (JsonNode device : list("devices")) {
      connected += device.path("connected").asBoolean() ? 1 : 0;
    }
    return connected;
  }

  @Override
  public void close() {
    network.close();
    cluster.close();
  }
}
