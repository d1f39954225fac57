package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the links between switches, one line per direction. */
@Command(
    name = "links",
    mixinStandardHelpOptions = true,
    description = "Lists the links between switches, one line per direction.")
final class LinksCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Override
  public Integer call() {
    return read.print(
        "links",
        new Table("FROM", "TO"),
        (answer, table) -> {
          for (JsonNode link : answer.path("links")) {
            table.row(ReadCommand.place(link.path("from")), ReadCommand.place(link.path("to")));
          }
        });
  }
}
