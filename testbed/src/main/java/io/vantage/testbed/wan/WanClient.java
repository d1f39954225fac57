package io.vantage.testbed.wan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.cli.ApiClient;
import io.vantage.server.cli.CliException;
import io.vantage.server.cli.ExitCode;
import io.vantage.server.cli.Table;
import io.vantage.server.local.RelayAddresses;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How commands reach a running emulator, and how its answers are printed. */
final class WanClient {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String URL =
      "http://" + RelayAddresses.CONTROL_HOST + ":" + RelayAddresses.CONTROL_PORT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = URL,
      description = "The emulator's API (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  int get() {
    return print(request("GET", "", Optional.empty()));
  }

  /** Changes one end, or the path between two. */
  int put(List<String> ends, ObjectNode change) {
    String path = ends.size() == 1 ? "/ends/" : "/paths/";
    return print(request("PUT", path + String.join("/", ends), Optional.of(change)));
  }

  int reset() {
    return print(request("DELETE", "/disturbances", Optional.empty()));
  }

  private JsonNode request(String method, String path, Optional<JsonNode> body) {
    try {
      return new ApiClient(List.of(url), DEADLINE).request(method, "/api/v1/wan" + path, body);
    } catch (CliException e) {
      if (e.exitCode() == ExitCode.UNREACHABLE) {
        throw new CliException(
            ExitCode.UNREACHABLE,
            "no emulated network answers at " + url + "; 'vantage wan run' runs one",
            e);
      }
      throw e;
    }
  }

  private int print(JsonNode status) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(status.toPrettyString());
    } else {
      Table replicas = new Table("REPLICA", "PLACE", "ADDED MS");
      for (JsonNode one : status.path("replicas")) {
        replicas.row(text(one, "id"), text(one, "place"), text(one, "extraMs"));
      }
      replicas.print(out);
      out.println();
      Table paths = new Table("PATH", "BASE MS", "THERE MS", "BACK MS", "RTT MS", "STATE");
      for (JsonNode one : status.path("paths")) {
        paths.row(
            text(one, "a") + " - " + text(one, "b"),
            text(one, "baseMs"),
            text(one, "toBMs"),
            text(one, "toAMs"),
            text(one, "rttMs"),
            state(one));
      }
      paths.print(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String state(JsonNode path) {
    String limit = path.path("mbps").asDouble() == 0 ? "" : text(path, "mbps") + " Mbit/s";
    return path.path("cut").asBoolean() ? "cut" : limit;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
