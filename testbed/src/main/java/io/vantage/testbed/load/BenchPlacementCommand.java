package io.vantage.testbed.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.CommandLoad;
import io.vantage.testbed.lab.EmulatedLabNetwork;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.wan.WanEmulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vantage bench placement}. Exit code 0 if no request failed, else 1. */
@Command(
    name = "placement",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a cluster with emulated switches, brings commands in beside every replica, and tells",
      "what SEER predicted of their commit delays beside what was measured."
    })
public final class BenchPlacementCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--duration", paramLabel = "S", description = "Seconds of load (default: 300).")
  private int seconds = 300;

  @Option(names = "--replicas", paramLabel = "N", description = "Number of replicas (default: 3).")
  private int replicas = 3;

  @Option(names = "--topology", paramLabel = "NAME", description = "Network (default: ring,6).")
  private String topology = "ring,6";

  @Option(
      names = "--pause",
      paramLabel = "MS",
      description = "Pause of each client between two requests (default: 60).")
  private int pauseMillis = 60;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "Strategy that decides (default: ${DEFAULT-VALUE}).")
  private String strategy = "vantage";

  @Option(
      names = "--wan",
      description = "Emulates the distances of the topology; replicas at its k-median.")
  private boolean wan;

  @Option(names = "--json", description = "Prints the elector's explanations as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path files = Files.createTempDirectory("vantage-placement");
    command.commandLine().getErr().println("files of the replicas: " + files);
    Topology built = Topologies.of(topology);
    LocalClusterPlan plan = new LocalClusterPlan(replicas, replicas, List.of(), "text");
    if (!wan) {
      return measure(files, plan, built, Optional.empty());
    }
    Sites sites = new Sites(built);
    try (WanEmulator emulator = new WanEmulator(sites, sites.median(replicas))) {
      return measure(files, plan.throughRelay(), built, Optional.of(emulator));
    }
  }

  private int measure(
      Path files, LocalClusterPlan plan, Topology built, Optional<WanEmulator> emulator)
      throws IOException, InterruptedException {
    try (ClusterProcesses cluster = new ClusterProcesses(files, plan);
        EmulatedLabNetwork network =
            new EmulatedLabNetwork(
                built,
                node -> emulator.map(e -> e.controllers(node)).orElseGet(cluster::controllers))) {
      List<String> devices = cluster.awaitSwitches(network.size().switches());
      cluster.setStrategy(strategy);
      Duration pause = Duration.ofMillis(pauseMillis);
      try (CommandLoad load = new CommandLoad(cluster.rest(), devices, replicas, pause)) {
        TimeUnit.SECONDS.sleep(seconds);
        print(cluster, load);
        return load.retries() == 0 ? 0 : 1;
      }
    }
  }

  private void print(ClusterProcesses cluster, CommandLoad load) throws IOException {
    JsonNode status = cluster.rest().get(0, "/api/v1/seer");
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("acknowledged", load.acknowledgedCount());
    report.put("retries", load.retries());
    report.set("counters", status.path("counters"));
    ArrayNode partitions = report.putArray("partitions");
    for (JsonNode partition : status.path("partitions")) {
      String path = "/api/v1/seer/partitions/" + partition.path("id").asText();
      partitions.add(cluster.rest().get(0, path));
    }
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(report.toPrettyString());
    } else {
      out.printf(
          "%d commands acknowledged, %d tried again, %s moves%n",
          load.acknowledgedCount(), load.retries(), status.path("counters").path("moves").asText());
      for (JsonNode partition : partitions) {
        out.printf(
            "%s at %s: measured %.2f ms, predicted %.2f ms, median error %.1f %%%n",
            partition.path("id").asText(),
            partition.path("leader").asText(),
            partition.path("measuredMs").asDouble(),
            partition.path("predictedMs").asDouble(),
            partition.path("medianErrorPercent").asDouble());
      }
    }
    out.flush();
  }
}
