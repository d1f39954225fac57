package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes one flow rule. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes the flow rule with exactly this table, priority and match.")
final class FlowRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOption api;
  @Mixin private RuleKeyOptions key;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    key.write(rule);
    JsonNode answer =
        api.client()
            .request("DELETE", "/api/v1/devices/" + key.device() + "/flows", Optional.of(rule));
    WriteAnswer.print(spec, json, answer, "removal committed");
    return ExitCode.OK;
  }
}
