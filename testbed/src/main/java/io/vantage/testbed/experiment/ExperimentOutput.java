package io.vantage.testbed.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.seer.simulation.SimulationSettings;
import io.vantage.server.cli.CliException;
import io.vantage.server.cli.ExitCode;
import io.vantage.testbed.experiment.report.ExperimentReport;
import io.vantage.testbed.wan.Accuracy;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the results of an experiment go, and what is written beside them. */
final class ExperimentOutput {
  private static final double PROBE_MILLIS = 20;
  private static final int PROBES = 100;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the results (default: experiment-TIME). Where an experiment was broken off,"
              + " the same command goes on with it.")
  private Optional<Path> out = Optional.empty();

  /** Runs an experiment into the folder and reports on it. */
  int carryOut(ExperimentSpec experiment) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Path folder = prepare(experiment);
    ExperimentRunner runner = new ExperimentRunner(experiment, folder, line -> say(err, line));
    say(
        err,
        "%s: about %d min; results go to %s"
            .formatted(
                spec.qualifiedName(), Math.round(Math.ceil(runner.secondsLeft() / 60)), folder));
    runner.run();
    new ExperimentReport(SimulationSettings.DEFAULTS).write(folder);
    spec.commandLine().getOut().println(folder.resolve(ExperimentReport.PAGE));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }

  private Path prepare(ExperimentSpec experiment) throws IOException, InterruptedException {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path folder = out.orElse(Path.of("experiment-" + time));
    Path description = folder.resolve("experiment.conf");
    if (Files.exists(description) && !Files.readString(description).equals(experiment.text())) {
      throw new CliException(
          ExitCode.USAGE, folder + " holds another experiment; give another folder with --out");
    }
    Files.createDirectories(folder);
    Files.writeString(description, experiment.text());
    Files.writeString(folder.resolve("command.txt"), commandLine() + "\n");
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("machine.json").toFile(), machine());
    return folder;
  }

  private String commandLine() {
    return "./"
        + spec.root().name()
        + " "
        + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }

  private ObjectNode machine() throws IOException, InterruptedException {
    ObjectNode facts = new ObjectMapper().createObjectNode();
    facts.put("date", Instant.now().toString());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      facts.put("memoryGb", Math.round(system.getTotalMemorySize() / 1e9));
      facts.put("loadBefore", system.getSystemLoadAverage());
    }
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("vantage", String.join(" ", spec.root().version()));
    double rtt = Accuracy.medianRttMillis(PROBE_MILLIS, PROBES);
    facts.put("relayRttOf40Ms", Math.round(rtt * 100) / 100.0);
    return facts;
  }
}
