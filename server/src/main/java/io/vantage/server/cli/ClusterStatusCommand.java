package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalReplica;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the replicas of a local cluster. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows which replicas run here and whether they are ready.")
final class ClusterStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LocalCluster cluster = directory.existing();
    List<LocalReplica> replicas = cluster.replicas();
    ArrayNode array = new JsonMapper().createArrayNode();
    replicas.forEach(replica -> describe(replica, array.addObject()));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(array.toPrettyString());
    } else if (replicas.isEmpty()) {
      out.println("there is no cluster in " + cluster.directory());
    } else {
      Table table = new Table("REPLICA", "STATE", "PID", "API", "OPENFLOW", "REASONS");
      for (JsonNode each : array) {
        table.row(
            each.path("replica").asText(),
            each.path("state").asText(),
            each.path("pid").asText("-"),
            each.path("api").asText(),
            each.path("openflow").asText(),
            String.join("; ", reasons(each)));
      }
      table.print(out);
    }
    return ExitCode.OK;
  }

  private static List<String> reasons(JsonNode replica) {
    List<String> reasons = new java.util.ArrayList<>();
    replica.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return reasons;
  }

  private static void describe(LocalReplica replica, ObjectNode node) {
    Optional<ProcessHandle> process = replica.process();
    node.put("replica", replica.id());
    JsonNode health =
        process.isPresent()
            ? ReadyWait.health(replica)
            : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    String state =
        process.isEmpty()
            ? "stopped"
            : health.path("ready").asBoolean(false) ? "ready" : "not ready";
    node.put("state", state);
    process.ifPresent(running -> node.put("pid", running.pid()));
    node.put("api", replica.url());
    node.put("openflow", replica.host() + ":" + LocalReplica.OPENFLOW_PORT);
    node.put("log", replica.logFile().toString());
    ArrayNode reasons = node.putArray("reasons");
    if (process.isPresent() && health.isMissingNode()) {
      reasons.add("does not answer");
    }
    health.path("reasons").forEach(reasons::add);
  }
}
