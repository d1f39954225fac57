package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the replicas of the cluster and what each of them leads. */
@Command(
    name = "replicas",
    mixinStandardHelpOptions = true,
    description = "Lists the replicas of the cluster and what each of them leads.")
final class ReplicasCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "replicas",
        new Table("REPLICA", "HOST", "PORT", "LEADS"),
        (answer, table) -> {
          for (JsonNode replica : answer.path("replicas")) {
            String leads = ReadCommand.list(replica.path("leads"));
            table.row(
                replica.path("id").asText() + (replica.path("local").asBoolean() ? " *" : ""),
                replica.path("host").asText(),
                replica.path("port").asText(),
                leads.isEmpty() ? "-" : leads);
          }
        });
  }
}
