package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the network switch by switch: neighbours and hosts. */
@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    description = "Shows the network switch by switch: neighbours and hosts.")
final class TopologyCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "topology",
        new Table("DEVICE", "NEIGHBOURS (LOCAL PORT)", "HOSTS (LOCAL PORT)"),
        this::rows);
  }

  private void rows(JsonNode topology, Table table) {
    for (JsonNode device : topology.path("devices")) {
      String id = device.path("id").asText();
      List<String> neighbours = new ArrayList<>();
      for (JsonNode link : topology.path("links")) {
        if (link.path("from").path("device").asText().equals(id)) {
          neighbours.add(
              link.path("to").path("device").asText()
                  + " ("
                  + link.path("from").path("port").asText()
                  + ")");
        }
      }
      List<String> hosts = new ArrayList<>();
      for (JsonNode host : topology.path("hosts")) {
        if (host.path("location").path("device").asText().equals(id)) {
          hosts.add(
              host.path("mac").asText() + " (" + host.path("location").path("port").asText() + ")");
        }
      }
      table.row(id, text(neighbours), text(hosts));
    }
  }

  private static String text(List<String> all) {
    return all.isEmpty() ? "-" : String.join(", ", all);
  }
}
