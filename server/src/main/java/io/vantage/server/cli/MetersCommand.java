package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the desired meters, and what became of them, of all switches or of one. */
@Command(
    name = "meters",
    mixinStandardHelpOptions = true,
    description = "Lists the desired meters, and what became of them, of all switches or of one.")
final class MetersCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "Datapath id of one switch, as 1 or 0000000000000001; default: all.")
  private Optional<String> device = Optional.empty();

  @Override
  public Integer call() {
    return read.print(
        device.map(id -> "devices/" + ReadCommand.encoded(id) + "/meters").orElse("meters"),
        new Table("DEVICE", "METER", "RATE", "UNIT", "BURST", "STATE", "OWNER"),
        (answer, table) -> {
          for (JsonNode each : answer.path("meters")) {
            String reason = each.path("reason").asText();
            table.row(
                each.path("device").asText(),
                each.path("id").asText(),
                each.path("rate").asText(),
                each.path("unit").asText(),
                each.path("burst").asText(),
                each.path("state").asText() + (reason.isEmpty() ? "" : " (" + reason + ")"),
                each.path("owner").asText());
          }
        });
  }
}
