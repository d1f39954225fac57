package io.vantage.testbed.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.testbed.lab.FailoverRounds;
import io.vantage.testbed.topology.Topologies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vantage bench failover}. Exit code 0 if nothing acknowledged was lost, else 1. */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    description =
        "Starts a cluster with emulated switches and kills each replica in turn under load.")
public final class BenchFailoverCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--rounds", paramLabel = "N", description = "Replicas to kill (default: 20).")
  private int rounds = 20;

  @Option(names = "--replicas", paramLabel = "N", description = "Number of replicas (default: 3).")
  private int replicas = 3;

  @Option(names = "--topology", paramLabel = "NAME", description = "Network (default: ring,6).")
  private String topology = "ring,6";

  @Option(
      names = "--dir",
      paramLabel = "D",
      description = "Where the replicas write; kept afterwards (default: a new directory).")
  private Path directory;

  @Option(
      names = "--election",
      paramLabel = "MS",
      description = "Election timeout of the replicas (default: ${DEFAULT-VALUE}).")
  private int electionMillis = 400;

  @Option(
      names = "--heartbeat",
      paramLabel = "MS",
      description = "Pause between heartbeats (default: ${DEFAULT-VALUE}).")
  private int heartbeatMillis = 80;

  @Option(
      names = "--settle",
      paramLabel = "S",
      description =
          "Seconds from the return of a replica to the next kill (default: ${DEFAULT-VALUE}).")
  private int settleSeconds = 2;

  @Option(
      names = "--packet-interval",
      paramLabel = "MS",
      description = "Pause between packet-ins of each host (default: ${DEFAULT-VALUE}).")
  private int packetMillis = 20;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Clients that send commands (default: ${DEFAULT-VALUE}).")
  private int clients = 4;

  @Option(
      names = "--command-pause",
      paramLabel = "MS",
      description = "Pause of a client between two commands (default: ${DEFAULT-VALUE}).")
  private int commandMillis = 20;

  @Option(names = "--json", description = "Prints the report as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    Path files = directory == null ? Files.createTempDirectory("vantage-failover") : directory;
    err.println("files of the replicas: " + files);
    LocalClusterPlan plan =
        new LocalClusterPlan(replicas, replicas, List.of("forwarding"), "text")
            .withTimers(new LocalClusterPlan.Timers(electionMillis, heartbeatMillis));
    FailoverRounds.Report report =
        new FailoverRounds(files, Topologies.of(topology), plan, pressure(), line -> say(err, line))
            .run(rounds);
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? asJson(report) : asText(report));
    out.flush();
    return report.lost() == 0 ? 0 : 1;
  }

  private FailoverRounds.Pressure pressure() {
    return new FailoverRounds.Pressure(
        Duration.ofSeconds(settleSeconds),
        Duration.ofMillis(packetMillis),
        clients,
        Duration.ofMillis(commandMillis));
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }

  private static String asText(FailoverRounds.Report report) {
    return String.format(
        Locale.ROOT,
        "%d rounds: commands stood still for %.0f ms in the median, %.0f ms at worst; packet-ins"
            + " for %.0f and %.0f ms; a killed replica was ready again after %.0f and %.0f ms;"
            + " %d updates acknowledged, %d lost",
        report.rounds().size(),
        quantile(report, 0.5, FailoverRounds.Round::commandMillis),
        quantile(report, 1, FailoverRounds.Round::commandMillis),
        quantile(report, 0.5, FailoverRounds.Round::packetInMillis),
        quantile(report, 1, FailoverRounds.Round::packetInMillis),
        quantile(report, 0.5, FailoverRounds.Round::restartMillis),
        quantile(report, 1, FailoverRounds.Round::restartMillis),
        report.acknowledged(),
        report.lost());
  }

  private static String asJson(FailoverRounds.Report report) {
    ObjectNode node = new ObjectMapper().valueToTree(report);
    node.put("commandMedianMs", quantile(report, 0.5, FailoverRounds.Round::commandMillis));
    node.put("commandWorstMs", quantile(report, 1, FailoverRounds.Round::commandMillis));
    node.put("packetInMedianMs", quantile(report, 0.5, FailoverRounds.Round::packetInMillis));
    node.put("packetInWorstMs", quantile(report, 1, FailoverRounds.Round::packetInMillis));
    return node.toString();
  }

  private static double quantile(
      FailoverRounds.Report report, double q, ToDoubleFunction<FailoverRounds.Round> of) {
    List<Double> sorted = report.rounds().stream().map(of::applyAsDouble).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(q * sorted.size()) - 1);
  }
}
