package io.vantage.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.CommandLoad;
import io.vantage.testbed.lab.LabException;
import io.vantage.testbed.lab.LabNetwork;
import io.vantage.testbed.lab.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The scenario: bring a network up, ping, move every leadership under load, kill a leader, ping
 * again, and look for every acknowledged update on every replica.
 */
final class Demo {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DISCOVERY = Duration.ofSeconds(60);
  private static final int LOADED_SWITCHES = 6;
  private static final int CLIENTS = 4;
  private static final Duration CLIENT_PAUSE = Duration.ofMillis(5);
  private static final Duration AFTER_KILL = Duration.ofSeconds(3);

  private final ClusterProcesses cluster;
  private final RestClient rest;
  private final LabNetwork network;
  private final Consumer<String> progress;

  Demo(ClusterProcesses cluster, LabNetwork network, Consumer<String> progress) {
    this.cluster = cluster;
    this.rest = cluster.rest();
    this.network = network;
    this.progress = progress;
  }

  DemoReport run(long startedNanos, String mode) throws IOException {
    LabNetwork.Size size = network.size();
    awaitTopology(size);
    long readyMillis = (System.nanoTime() - startedNanos) / 1_000_000;
    progress.accept(
        size.switches() + " switches and " + size.links() + " links found, all switches mastered");

    double lossBefore = ping("ping between all hosts");
    List<String> devices = devices().subList(0, Math.min(LOADED_SWITCHES, size.switches()));
    try (CommandLoad load = new CommandLoad(rest, devices, CLIENTS, CLIENT_PAUSE)) {
      Transfers transfers = moveEveryLeadership();
      double failoverMillis = killALeader(load);
      double lossAfter = ping("ping between all hosts, one replica down");
      cluster.restart(failed);
      progress.accept("replica " + name(failed) + " is back");
      load.close();
      int lost = lostUpdates(load);
      progress.accept(
          load.acknowledgedCount() + " updates acknowledged under way, " + lost + " missing");
      return new DemoReport(
          size.switches(),
          links().size() / 2,
          rest.get(0, "/api/v1/hosts").path("hosts").size(),
          readyMillis,
          Math.max(lossBefore, lossAfter),
          transfers.moved(),
          transfers.longestPauseMillis(),
          failoverMillis,
          lost,
          mode);
    }
  }

  private int failed;

  private record Transfers(int moved, double longestPauseMillis) {}

  private void awaitTopology(LabNetwork.Size size) {
    progress.accept("waiting for " + size.switches() + " switches and " + size.links() + " links");
    ClusterProcesses.await(
        size.switches() + " connected switches and " + size.links() + " links",
        DISCOVERY,
        () -> connected() == size.switches() && links().size() == 2 * size.links());
  }

  private int connected() throws IOException {
    int connected = 0;
    for (JsonNode device : rest.get(0, "/api/v1/devices").path("devices")) {
      if (device.path("connected").asBoolean()) {
        connected++;
      }
    }
    return connected;
  }

  private JsonNode links() throws IOException {
    return rest.get(0, "/api/v1/links").path("links");
  }

  private List<String> devices() throws IOException {
    List<String> ids = new ArrayList<>();
    rest.get(0, "/api/v1/devices")
        .path("devices")
        .forEach(device -> ids.add(device.path("id").asText()));
    return ids;
  }

  private double ping(String what) {
    LabNetwork.PingReport report = network.pingAll();
    progress.accept(
        "%s: %d of %d answered, %d at the first try"
            .formatted(what, report.received(), report.sent(), report.firstTry()));
    return report.lossPercent();
  }

  private List<String> partitions() throws IOException {
    List<String> ids = new ArrayList<>();
    rest.get(0, "/api/v1/partitions")
        .path("partitions")
        .forEach(partition -> ids.add(partition.path("id").asText()));
    return ids;
  }

  private Transfers moveEveryLeadership() throws IOException {
    int moved = 0;
    double longest = 0;
    for (String partition : partitions()) {
      int from = cluster.leaderOf(partition, 0);
      int to = (from + 1) % rest.replicas();
      JsonNode outcome =
          rest.post(
              to,
              "/api/v1/partitions/" + partition + "/leader",
              JSON.createObjectNode().put("replica", name(to)));
      if (!outcome.path("outcome").asText().equals("moved")) {
        throw new LabException("leadership of " + partition + " did not move: " + outcome);
      }
      moved++;
      double pause = outcome.path("pauseMs").asDouble();
      longest = Math.max(longest, pause);
      progress.accept(
          "leadership of %s moved from %s to %s, commands held for %.1f ms"
              .formatted(partition, name(from), name(to), pause));
    }
    return new Transfers(moved, longest);
  }

  private String name(int replica) {
    return cluster.replicas().get(replica).id();
  }

  private double killALeader(CommandLoad load) throws IOException {
    failed = cluster.leaderOf("p1", 0);
    double unused = load.takeLongestGapMillis();
    cluster.kill(failed);
    try {
      TimeUnit.MILLISECONDS.sleep(AFTER_KILL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
    double gap = load.takeLongestGapMillis();
    progress.accept(
        "%s, leader of p1, killed with SIGKILL: no command acknowledged for %.0f ms"
            .formatted(name(failed), gap));
    return gap;
  }

  /** Rules that replicas lack; a replica that has just come back gets a moment to catch up. */
  private int lostUpdates(CommandLoad load) throws IOException {
    Set<CommandLoad.Acknowledged> lost = new HashSet<>();
    for (int replica = 0; replica < rest.replicas(); replica++) {
      int at = replica;
      try {
        ClusterProcesses.await(
            "every update at " + name(at),
            Duration.ofSeconds(15),
            () -> load.missingAt(at).isEmpty());
      } catch (LabException e) {
        lost.addAll(load.missingAt(at));
      }
    }
    return lost.size();
  }
}
