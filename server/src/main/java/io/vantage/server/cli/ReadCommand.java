package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of a command that reads, and how its answer is printed. */
public final class ReadCommand {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ApiOption api;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  @Option(
      names = "--min-index",
      paramLabel = "PARTITION:INDEX",
      description = "Reads once the replica shows this commit, as a change has reported it.")
  private Optional<String> minIndex = Optional.empty();

  /** Reads a path and prints it, as a table by {@code rows} unless JSON is asked for. */
  int print(String path, Table table, BiConsumer<JsonNode, Table> rows) {
    return print(
        path,
        (answer, out) -> {
          rows.accept(answer, table);
          table.print(out);
        });
  }

  /** Reads a path and prints it for people unless JSON is asked for. */
  int print(String path, BiConsumer<JsonNode, PrintWriter> text) {
    JsonNode answer = get(path);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else {
      text.accept(answer, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private JsonNode get(String path) {
    String separator = path.contains("?") ? "&" : "?";
    String query = minIndex.map(index -> separator + "minIndex=" + encoded(index)).orElse("");
    return api.client().get("/api/v1/" + path + query);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** {@code DEVICE/PORT} of a connect point. */
  static String place(JsonNode point) {
    return point.path("device").asText() + "/" + point.path("port").asText();
  }

  static String list(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return String.join(", ", texts);
  }

  /** {@code NAME=VALUE,...} of an object. */
  static String pairs(JsonNode object) {
    List<String> pairs = new ArrayList<>();
    object.fields().forEachRemaining(f -> pairs.add(f.getKey() + "=" + f.getValue().asText()));
    return String.join(",", pairs);
  }
}
