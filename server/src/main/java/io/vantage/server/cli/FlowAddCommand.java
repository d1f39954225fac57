package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.model.Action;
import io.vantage.server.text.ActionText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adds one flow rule, or replaces the one with the same table, priority and match. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Adds a flow rule, or replaces the one with the same table, priority and match.",
      "Example: vantage flow add 1 --priority 200 --match ip,ip_dst=10.0.0.2 --actions output:2"
    })
final class FlowAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOption api;
  @Mixin private RuleKeyOptions key;

  @Option(
      names = "--actions",
      required = true,
      paramLabel = "ACTION,...",
      description =
          "output:PORT, group:ID, set_field:FIELD=VALUE, push_vlan, pop_vlan, set_queue:ID,"
              + " dec_ttl; or drop.")
  private String actions;

  @Option(names = "--goto-table", paramLabel = "N", description = "Table that goes on.")
  private Optional<Integer> gotoTable = Optional.empty();

  @Option(names = "--meter", paramLabel = "ID", description = "Meter the packets pass first.")
  private Optional<Integer> meter = Optional.empty();

  @Option(names = "--cookie", paramLabel = "N", description = "48 bits of your own, as 0x1f.")
  private Optional<String> cookie = Optional.empty();

  @Option(
      names = "--idle-timeout",
      paramLabel = "SECONDS",
      description = "Removed after so long without a packet (default: 0, never).")
  private int idleTimeout;

  @Option(
      names = "--hard-timeout",
      paramLabel = "SECONDS",
      description = "Removed after so long (default: 0, never).")
  private int hardTimeout;

  @Option(
      names = "--wait",
      paramLabel = "STATE",
      description = "ADDED: waits until the switch has confirmed the rule.")
  private Optional<String> wait = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long --wait may take (default: 10).")
  private int timeoutSeconds = 10;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    key.write(rule);
    actions().forEach(action -> rule.withArray("actions").add(ActionText.text(action)));
    if (!rule.has("actions")) {
      rule.putArray("actions");
    }
    gotoTable.ifPresent(table -> rule.put("gotoTable", table));
    meter.ifPresent(id -> rule.put("meter", id));
    cookie.ifPresent(value -> rule.put("cookie", value));
    rule.put("idleTimeoutSeconds", idleTimeout);
    rule.put("hardTimeoutSeconds", hardTimeout);
    rule.put("owner", "cli");
    String query =
        wait.map(
                state ->
                    "?wait=" + ReadCommand.encoded(state) + "&timeoutMs=" + timeoutSeconds * 1000L)
            .orElse("");
    JsonNode answer =
        api.client(Duration.ofSeconds(timeoutSeconds))
            .request(
                "POST", "/api/v1/devices/" + key.device() + "/flows" + query, Optional.of(rule));
    WriteAnswer.print(spec, json, answer, wait.isPresent() ? "added" : "committed");
    return ExitCode.OK;
  }

  private List<Action> actions() {
    try {
      return ActionText.parseList(actions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--actions: " + e.getMessage(), e);
    }
  }
}
