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

/** Moves the leadership of a partition to a replica. */
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    description = {
      "Moves the leadership of a partition to a replica; changes wait meanwhile, none is lost.",
      "If the replica cannot take over, the present leader stays."
    })
final class LeaderTransferCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ApiOption api;

  @Parameters(index = "0", paramLabel = "PARTITION", description = "As p1.")
  private String partition;

  @Parameters(index = "1", paramLabel = "REPLICA", description = "As r2.")
  private String replica;

  @Option(
      names = "--timeout",
      paramLabel = "MILLISECONDS",
      description = "The transfer is given up after so long (default: the replica's setting).")
  private Optional<Integer> timeoutMillis = Optional.empty();

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("replica", replica);
    timeoutMillis.ifPresent(millis -> body.put("timeoutMs", millis));
    String path = "/api/v1/partitions/" + ReadCommand.encoded(partition) + "/leader";
    JsonNode answer = api.client().request("POST", path, Optional.of(body));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else if (answer.path("outcome").asText().equals("moved")) {
      out.printf(
          "%s moved from %s to %s in term %s, changes waited for %.1f ms%n",
          partition,
          answer.path("from").asText(),
          replica,
          answer.path("term").asText(),
          answer.path("pauseMs").asDouble());
    } else {
      out.println(replica + " leads " + partition + " already");
    }
    out.flush();
    return ExitCode.OK;
  }
}
