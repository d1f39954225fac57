package io.vantage.testbed.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The results for programs, and as plots. */
public final class EvaluationFiles {
  private static final double DECIMALS = 1e4;

  private EvaluationFiles() {}

  /** A list of objects; what cannot be said, such as an interval from one seed, is null. */
  static String json(List<CellResult> results) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(array(results));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArrayNode array(List<CellResult> results) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    results.forEach(result -> result.rows().forEach(row -> array.add(object(row))));
    return array;
  }

  private static ObjectNode object(Row row) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("topology", row.topology()).put("scenario", row.scenario());
    object.put("replicas", row.replicas()).put("partitions", row.partitions());
    object.put("requests", row.requests()).put("strategy", row.strategy());
    number(object, "meanMs", row.meanMs());
    number(object, "p50Ms", row.p50Ms());
    number(object, "p95Ms", row.p95Ms());
    number(object, "p99Ms", row.p99Ms());
    number(object, "ci95Ms", row.ci95Ms());
    number(object, "gainPercent", row.gainPercent());
    number(object, "oracleSharePercent", row.oracleSharePercent());
    number(object, "transfersPerHour", row.transfersPerHour());
    number(object, "unavailableMsPerHour", row.unavailableMsPerHour());
    return object;
  }

  /** Four decimals; null for what is no number. */
  public static void number(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, Math.round(value * DECIMALS) / DECIMALS);
    } else {
      object.putNull(name);
    }
  }

  static String csv(List<CellResult> results) {
    ArrayNode array = array(results);
    List<String> lines = new ArrayList<>();
    List<String> names = new ArrayList<>();
    array.get(0).fieldNames().forEachRemaining(names::add);
    lines.add(String.join(",", names));
    array.forEach(
        object ->
            lines.add(
                StreamSupport.stream(object.spliterator(), false)
                    .map(value -> value.isNull() ? "" : quoted(value.asText()))
                    .collect(Collectors.joining(","))));
    return String.join("\n", lines) + "\n";
  }

  private static String quoted(String text) {
    return text.matches("[^,\"\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Writes everything; the directory is made if need be. */
  static void write(Path directory, String command, List<CellResult> results) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("command.txt"), command + "\n");
    Files.writeString(directory.resolve("results.json"), json(results) + "\n");
    Files.writeString(directory.resolve("results.csv"), csv(results));
    Map<String, List<CellResult>> byNetwork = new LinkedHashMap<>();
    for (CellResult result : results) {
      byNetwork.computeIfAbsent(result.cell().topology(), name -> new ArrayList<>()).add(result);
      Files.writeString(
          directory.resolve("ecdf-" + fileName(result.cell().title()) + ".svg"),
          DelayPlot.of(result));
    }
    for (Map.Entry<String, List<CellResult>> network : byNetwork.entrySet()) {
      Files.writeString(
          directory.resolve("gains-" + fileName(network.getKey()) + ".svg"),
          GainPlot.of(network.getKey(), network.getValue()));
    }
  }

  private static String fileName(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }
}
