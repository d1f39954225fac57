package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the switches that the cluster knows. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Lists the switches that the cluster knows.")
final class DevicesCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "devices",
        new Table("DEVICE", "CONNECTED", "OPENFLOW", "PORTS", "PARTITION", "MASTER", "SOFTWARE"),
        (answer, table) -> {
          for (JsonNode device : answer.path("devices")) {
            table.row(
                device.path("id").asText(),
                device.path("connected").asBoolean() ? "yes" : "no",
                device.path("openflow").asText(),
                device.path("ports").asText(),
                device.path("partition").asText("-"),
                device.path("master").asText("-"),
                device.path("software").asText());
          }
        });
  }
}
