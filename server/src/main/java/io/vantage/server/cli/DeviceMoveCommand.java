package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves a switch to another partition. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description = {
      "Moves a switch to another partition with all its state: ports, links, hosts, flow rules,",
      "groups and meters. Changes wait meanwhile, none is lost; traffic goes on.",
      "If one of the two partitions cannot take part, the switch stays where it is."
    })
final class DeviceMoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOption api;

  @Parameters(index = "0", paramLabel = "DEVICE", description = "As 1 or 0000000000000001.")
  private String device;

  @Parameters(index = "1", paramLabel = "PARTITION", description = "As p2.")
  private String partition;

  @Option(
      names = "--timeout",
      paramLabel = "MILLISECONDS",
      description = "Waits for the outcome this long (default: 15000); the move itself goes on.")
  private Optional<Integer> timeoutMillis = Optional.empty();

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("partition", partition);
    timeoutMillis.ifPresent(millis -> body.put("timeoutMs", millis));
    String path = "/api/v1/devices/" + ReadCommand.encoded(device) + "/partition";
    Duration patience = Duration.ofMillis(timeoutMillis.orElse(0));
    JsonNode answer = api.client(patience).request("PUT", path, Optional.of(body));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else if (answer.path("outcome").asText().equals("moved")) {
      out.printf(
          "switch %s moved from %s to %s, changes waited for %.1f ms%n",
          answer.path("device").asText(),
          answer.path("from").asText(),
          answer.path("to").asText(),
          answer.path("pauseMs").asDouble());
    } else {
      out.println("switch " + answer.path("device").asText() + " is in " + partition + " already");
    }
    out.flush();
    return ExitCode.OK;
  }
}
