package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the desired flow rules, and what became of them, of all switches or of one. */
@Command(
    name = "flows",
    mixinStandardHelpOptions = true,
    description =
        "Lists the desired flow rules, and what became of them, of all switches or of one.")
final class FlowsCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "Datapath id of one switch, as 1 or 0000000000000001; default: all.")
  private Optional<String> device = Optional.empty();

  @Override
  public Integer call() {
    return read.print(
        device.map(id -> "devices/" + ReadCommand.encoded(id) + "/flows").orElse("flows"),
        new Table("DEVICE", "TABLE", "PRIORITY", "MATCH", "ACTIONS", "STATE", "PACKETS", "OWNER"),
        (answer, table) -> answer.path("flows").forEach(flow -> row(flow, table)));
  }

  private static void row(JsonNode flow, Table table) {
    String actions = ReadCommand.list(flow.path("actions"));
    String more =
        (flow.has("meter") ? " meter:" + flow.path("meter").asText() : "")
            + (flow.has("gotoTable") ? " goto_table:" + flow.path("gotoTable").asText() : "");
    boolean drops = actions.isEmpty() && more.isEmpty();
    String reason = flow.path("reason").asText();
    table.row(
        flow.path("device").asText(),
        flow.path("table").asText(),
        flow.path("priority").asText(),
        flow.path("match").isEmpty() ? "any" : ReadCommand.pairs(flow.path("match")),
        drops ? "drop" : (actions + more).strip(),
        flow.path("state").asText() + (reason.isEmpty() ? "" : " (" + reason + ")"),
        flow.path("packets").asText("-"),
        flow.path("owner").asText());
  }
}
