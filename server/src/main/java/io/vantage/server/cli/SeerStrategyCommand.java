package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows or sets the strategy that decides where leaders sit. */
@Command(
    name = "strategy",
    mixinStandardHelpOptions = true,
    description = {
      "Sets the strategy that decides where leaders sit, for the whole cluster and at once; without",
      "a name shows the one in force and all there are. 'off' ends all measuring and moving."
    })
final class SeerStrategyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOption api;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "As vantage.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode answer = name.map(this::set).orElseGet(() -> api.client().get("/api/v1/seer"));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else if (name.isPresent()) {
      out.println("strategy " + answer.path("strategy").asText());
    } else {
      out.printf(
          "strategy %s of %s%n",
          answer.path("strategy").asText(), ReadCommand.list(answer.path("strategies")));
    }
    out.flush();
    return ExitCode.OK;
  }

  private JsonNode set(String strategy) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("strategy", strategy);
    return api.client().request("PUT", "/api/v1/seer/strategy", Optional.of(body));
  }
}
