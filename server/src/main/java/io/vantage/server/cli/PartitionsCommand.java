package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the partitions and their leaders. */
@Command(
    name = "partitions",
    mixinStandardHelpOptions = true,
    description = "Lists the partitions and their leaders.")
final class PartitionsCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "partitions",
        new Table("PARTITION", "LEADER", "TERM", "APPLIED", "SWITCHES"),
        (answer, table) -> {
          for (JsonNode partition : answer.path("partitions")) {
            table.row(
                partition.path("id").asText(),
                partition.path("leader").asText("-"),
                partition.path("term").asText(),
                partition.path("appliedIndex").asText(),
                partition.path("switches").asText());
          }
        });
  }
}
