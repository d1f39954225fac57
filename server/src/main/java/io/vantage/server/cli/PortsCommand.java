package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the ports of all switches or of one. */
@Command(
    name = "ports",
    mixinStandardHelpOptions = true,
    description = "Lists the ports of all switches or of one.")
final class PortsCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "Datapath id of one switch, as 1 or 0000000000000001; default: all.")
  private Optional<String> device = Optional.empty();

  @Override
  public Integer call() {
    return read.print(
        device.map(id -> "devices/" + ReadCommand.encoded(id) + "/ports").orElse("ports"),
        new Table("DEVICE", "PORT", "NAME", "MAC", "UP", "MBPS"),
        (answer, table) -> {
          for (JsonNode port : answer.path("ports")) {
            table.row(
                port.path("device").asText(),
                port.path("port").asText(),
                port.path("name").asText(),
                port.path("mac").asText(),
                port.path("up").asBoolean() ? "yes" : "no",
                port.path("speedKbps").asLong() / 1000);
          }
        });
  }
}
