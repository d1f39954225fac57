package io.vantage.testbed.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.seer.simulation.Trace;
import io.vantage.seer.simulation.TraceFile;
import io.vantage.server.cli.CliException;
import io.vantage.server.cli.ExitCode;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunFiles;
import io.vantage.testbed.experiment.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The output folder of an experiment, finished or not. Damage is told with file, line and rule. */
final class ReportFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CELL = "cell.json";
  private static final String TRACE = "trace.csv";

  private final Path folder;

  ReportFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CliException(ExitCode.USAGE, folder + " is not a folder");
    }
    if (!Files.isRegularFile(folder.resolve("command.txt"))) {
      throw new CliException(
          ExitCode.USAGE,
          folder.resolve("command.txt") + " is missing: this is not a folder of an experiment");
    }
    this.folder = folder;
  }

  String command() {
    return text("command.txt").orElseThrow().strip();
  }

  /** What was to be done, with all defaults filled in. */
  Optional<String> description() {
    return text("experiment.conf");
  }

  /** Facts about the machine; an empty object as long as they are not there. */
  JsonNode machine() {
    Path file = folder.resolve("machine.json");
    JsonNode facts = Files.exists(file) ? json(file, JsonNode.class) : JSON.createObjectNode();
    if (!facts.isObject()) {
      throw damaged(file + ": must be an object");
    }
    return facts;
  }

  private Optional<String> text(String name) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The folders of the cells that have been begun, by name. */
  List<Path> cells() {
    List<Path> cells = new ArrayList<>();
    for (Path inner : folders(folder)) {
      if (Files.exists(inner.resolve(CELL))) {
        cells.add(inner);
      } else if (Files.exists(inner.resolve(TRACE))
          || folders(inner).stream().anyMatch(RunFiles::isComplete)) {
        throw damaged(inner.resolve(CELL) + " is missing");
      }
    }
    if (cells.isEmpty()) {
      throw new CliException(ExitCode.FAILED, folder + " has no cell yet: nothing to report on");
    }
    return cells;
  }

  private static List<Path> folders(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw unreadable(parent, e);
    }
  }

  /** Reads a cell with the runs that are complete. */
  static ReportCell cell(Path folder) {
    CellRecord record = record(folder.resolve(CELL));
    List<RunRecord> runs = new ArrayList<>();
    for (Path inner : folders(folder)) {
      if (RunFiles.isComplete(inner)) {
        runs.add(run(inner));
      }
    }
    return new ReportCell(record, trace(folder.resolve(TRACE), record), runs);
  }

  private static CellRecord record(Path file) {
    CellRecord record = json(file, CellRecord.class);
    double[][] delays = record.replicaDelaysMillis();
    check(
        file,
        record.name() != null && record.scenario() != null,
        "name and scenario must be there");
    check(file, record.topology() != null, "topology must be there");
    check(
        file,
        record.replicas() > 0 && record.partitions() > 0,
        "replicas and partitions must be positive");
    check(file, record.spacingMillis() > 0, "spacingMillis must be positive");
    check(
        file,
        record.warmUpSeconds() < record.endSeconds(),
        "warmUpSeconds must be before endSeconds");
    check(
        file,
        "balanced".equals(record.balance()) || "imbalanced".equals(record.balance()),
        "balance must be balanced or imbalanced");
    check(
        file,
        delays != null
            && delays.length == record.replicas()
            && Stream.of(delays).allMatch(row -> row.length == record.replicas()),
        "replicaDelaysMillis must have a row and a column per replica");
    return record;
  }

  private static void check(Path file, boolean holds, String rule) {
    if (!holds) {
      throw damaged(file + ": " + rule);
    }
  }

  private static Trace trace(Path file, CellRecord record) {
    try {
      List<String> lines = Files.readAllLines(file);
      Trace read = TraceFile.parse(file.toString(), lines, ReportCell.replicas(record), 0);
      return new Trace(read.injections(), record.endSeconds());
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw damaged(message.contains(file.toString()) ? message : file + ": " + message);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RunRecord run(Path folder) {
    try {
      RunRecord run = RunFiles.read(folder);
      check(folder.resolve("run.json"), run.counters() != null, "counters must be there");
      check(
          folder.resolve("run.json"),
          run.fixedLeader().isPresent() || !run.strategy().equals(RunRecord.FIXED),
          "a run of strategy fixed must have a fixedLeader");
      return run;
    } catch (JsonProcessingException e) {
      throw damaged(place(folder.resolve("run.json"), e));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static <T> T json(Path file, Class<T> type) {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JsonProcessingException e) {
      throw damaged(place(file, e));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String place(Path file, JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    return file + line + ": " + e.getOriginalMessage().replaceAll("\\s+", " ");
  }

  /** What {@link RunFiles} refuses is named by it already. */
  private static CliException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return damaged(missing.getFile() + " is missing");
    }
    String message = String.valueOf(e.getMessage());
    return damaged(message.startsWith(file.toString()) ? message : file + " cannot be read: " + e);
  }

  private static CliException damaged(String message) {
    return new CliException(ExitCode.FAILED, message);
  }
}
