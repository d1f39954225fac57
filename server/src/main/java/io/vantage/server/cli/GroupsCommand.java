package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the desired groups, and what became of them, of all switches or of one. */
@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    description = "Lists the desired groups, and what became of them, of all switches or of one.")
final class GroupsCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "Datapath id of one switch, as 1 or 0000000000000001; default: all.")
  private Optional<String> device = Optional.empty();

  @Override
  public Integer call() {
    return read.print(
        device.map(id -> "devices/" + ReadCommand.encoded(id) + "/groups").orElse("groups"),
        new Table("DEVICE", "GROUP", "TYPE", "BUCKETS", "STATE", "OWNER"),
        (answer, table) -> {
          for (JsonNode each : answer.path("groups")) {
            String reason = each.path("reason").asText();
            table.row(
                each.path("device").asText(),
                each.path("id").asText(),
                each.path("type").asText(),
                buckets(each.path("buckets")),
                each.path("state").asText() + (reason.isEmpty() ? "" : " (" + reason + ")"),
                each.path("owner").asText());
          }
        });
  }

  private static String buckets(JsonNode buckets) {
    List<String> texts = new ArrayList<>();
    buckets.forEach(bucket -> texts.add("[" + ReadCommand.list(bucket.path("actions")) + "]"));
    return String.join(" ", texts);
  }
}
