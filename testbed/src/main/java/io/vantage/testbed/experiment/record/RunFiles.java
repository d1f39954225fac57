package io.vantage.testbed.experiment.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.testbed.experiment.record.RunRecord.Counters;
import io.vantage.testbed.experiment.record.RunRecord.Injected;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import io.vantage.testbed.experiment.record.RunRecord.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files of one run. {@code run.json} is written last and in one step: a folder that has it is
 * complete.
 */
public final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DONE = "run.json";
  private static final String REQUESTS = "time_s,source,delay_ms";
  private static final String LEADERS = "time_s,partition,leader,term";
  private static final String PREDICTIONS = "time_s,partition,leader,predicted_ms,measured_ms";
  private static final String INJECTIONS = "time_s,kind,replica,value,taken";
  private static final String STATES = "time_s,replica,cpu";

  private RunFiles() {}

  public static boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(DONE));
  }

  public static void write(Path folder, RunRecord run) throws IOException {
    Files.createDirectories(folder);
    table(
        folder.resolve("requests.csv"),
        REQUESTS,
        run.requests(),
        r -> List.of(number(r.timeSeconds()), r.source(), number(r.delayMillis())));
    table(
        folder.resolve("leaders.csv"),
        LEADERS,
        run.leads(),
        l -> List.of(number(l.timeSeconds()), l.partition(), l.leader(), "" + l.term()));
    table(
        folder.resolve("predictions.csv"),
        PREDICTIONS,
        run.predictions(),
        p ->
            List.of(
                number(p.timeSeconds()),
                p.partition(),
                p.leader(),
                number(p.predictedMillis()),
                number(p.measuredMillis())));
    table(
        folder.resolve("injections.csv"),
        INJECTIONS,
        run.injected(),
        i ->
            List.of(
                number(i.timeSeconds()),
                i.kind(),
                i.replica(),
                number(i.value()),
                number(i.taken())));
    states(folder.resolve("states.csv"), run.states());
    ObjectNode summary = JSON.createObjectNode();
    summary.put("strategy", run.strategy());
    run.fixedLeader().ifPresent(leader -> summary.put("fixedLeader", leader));
    summary.put("repetition", run.repetition());
    summary.set("counters", JSON.valueToTree(run.counters()));
    Path temporary = folder.resolve(DONE + ".new");
    Files.writeString(temporary, summary.toPrettyString() + "\n");
    Files.move(temporary, folder.resolve(DONE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** One column per replica whose round-trip time was measured. */
  private static void states(Path file, List<State> states) throws IOException {
    List<String> replicas = states.stream().map(State::replica).distinct().sorted().toList();
    String columns =
        replicas.stream().map(replica -> ",rtt_" + replica).collect(Collectors.joining());
    table(
        file,
        STATES + columns,
        states,
        state -> {
          List<String> row =
              new ArrayList<>(
                  List.of(number(state.timeSeconds()), state.replica(), number(state.cpu())));
          replicas.forEach(
              replica -> row.add(number(state.rttMillis().getOrDefault(replica, Double.NaN))));
          return row;
        });
  }

  private static <T> void table(
      Path file, String head, List<T> rows, Function<T, List<String>> fields) throws IOException {
    List<String> lines = new ArrayList<>(List.of(head));
    rows.forEach(row -> lines.add(String.join(",", fields.apply(row))));
    Files.write(file, lines);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * Reads a complete run.
   *
   * @throws IOException naming the file, if one is missing or damaged
   */
  public static RunRecord read(Path folder) throws IOException {
    JsonNode summary = JSON.readTree(folder.resolve(DONE).toFile());
    return new RunRecord(
        summary.path("strategy").asText(),
        Optional.ofNullable(summary.get("fixedLeader")).map(JsonNode::asText),
        summary.path("repetition").asInt(),
        JSON.treeToValue(summary.path("counters"), Counters.class),
        rows(
            folder.resolve("requests.csv"),
            REQUESTS,
            r -> new Request(r.number(0), r.text(1), r.number(2))),
        rows(
            folder.resolve("leaders.csv"),
            LEADERS,
            r -> new Lead(r.number(0), r.text(1), r.text(2), (long) r.number(3))),
        rows(
            folder.resolve("predictions.csv"),
            PREDICTIONS,
            r -> new Prediction(r.number(0), r.text(1), r.text(2), r.number(3), r.number(4))),
        rows(folder.resolve("states.csv"), STATES, RunFiles::state),
        rows(
            folder.resolve("injections.csv"),
            INJECTIONS,
            r -> new Injected(r.number(0), r.text(1), r.text(2), r.number(3), r.number(4))));
  }

  private static State state(Fields row) {
    Map<String, Double> rtts = new LinkedHashMap<>();
    for (int column = 3; column < row.head.length; column++) {
      if (!Double.isNaN(row.number(column))) {
        rtts.put(row.head[column].substring("rtt_".length()), row.number(column));
      }
    }
    return new State(row.number(0), row.text(1), row.number(2), rtts);
  }

  private static <T> List<T> rows(Path file, String expected, Function<Fields, T> read)
      throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).startsWith(expected)) {
      throw new IOException(file + ", line 1: the head must be '" + expected + "'");
    }
    String[] head = lines.get(0).split(",", -1);
    List<T> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      try {
        if (fields.length != head.length) {
          throw new IllegalArgumentException("must have " + head.length + " fields");
        }
        rows.add(read.apply(new Fields(head, fields)));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return rows;
  }

  private record Fields(String[] head, String[] values) {
    String text(int column) {
      return values[column];
    }

    double number(int column) {
      try {
        return values[column].isEmpty() ? Double.NaN : Double.parseDouble(values[column]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            head[column] + " must be a number, not '" + values[column] + "'", e);
      }
    }
  }
}
