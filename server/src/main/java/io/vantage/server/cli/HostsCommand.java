package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the hosts that have been seen. */
@Command(
    name = "hosts",
    mixinStandardHelpOptions = true,
    description = "Lists the hosts that have been seen.")
final class HostsCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "hosts",
        new Table("MAC", "VLAN", "ADDRESSES", "LOCATION", "SINCE"),
        (answer, table) -> {
          for (JsonNode host : answer.path("hosts")) {
            table.row(
                host.path("mac").asText(),
                host.path("vlan").asInt() == 0 ? "-" : host.path("vlan").asText(),
                ReadCommand.list(host.path("addresses")),
                ReadCommand.place(host.path("location")),
                host.path("since").asText());
          }
        });
  }
}
