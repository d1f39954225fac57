package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what SEER measures and decides. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the strategy, what every replica has measured, and the newest decision for each",
      "partition with the commit delays measured and predicted."
    })
final class SeerStatusCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print("seer", SeerStatusCommand::print);
  }

  private static void print(JsonNode status, PrintWriter out) {
    String elector = status.path("elector").asText("none");
    out.printf(
        "strategy %s, elector %s (term %s), %s moves, %s failed%n%n",
        status.path("strategy").asText(),
        elector,
        status.path("term").asText(),
        status.path("counters").path("moves").asText(),
        status.path("counters").path("failedMoves").asText());
    Table replicas =
        new Table("REPLICA", "CPU %", "MEMORY %", "RTT MS", "COMMANDS/S", "COMMITS/S", "PACKETS/S");
    for (JsonNode replica : status.path("replicas")) {
      replicas.row(
          replica.path("id").asText() + (replica.path("silent").asBoolean() ? " (silent)" : ""),
          SeerText.percent(replica.path("cpu")),
          SeerText.percent(replica.path("memory")),
          rtts(replica.path("replicaRttMs")),
          sum(replica.path("commandsPerSecond")),
          sum(replica.path("commitsPerSecond")),
          sum(replica.path("packetInsPerSecond")));
    }
    replicas.print(out);
    out.println();
    Table partitions =
        new Table("PARTITION", "LEADER", "MEASURED MS", "PREDICTED MS", "ERROR %", "DECISION");
    for (JsonNode partition : status.path("partitions")) {
      partitions.row(
          partition.path("id").asText(),
          partition.path("leader").asText("-"),
          SeerText.number(partition.path("measuredMs")),
          SeerText.number(partition.path("predictedMs")),
          SeerText.number(partition.path("medianErrorPercent")),
          SeerText.decision(partition.path("decision")));
    }
    partitions.print(out);
  }

  private static String rtts(JsonNode rtts) {
    List<String> texts = new ArrayList<>();
    rtts.fields()
        .forEachRemaining(f -> texts.add(f.getKey() + "=" + SeerText.number(f.getValue())));
    return texts.isEmpty() ? "-" : String.join(" ", texts);
  }

  private static String sum(JsonNode rates) {
    double sum = 0;
    for (JsonNode rate : rates) {
      sum += rate.asDouble();
    }
    return "%.1f".formatted(sum);
  }
}
