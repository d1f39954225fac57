package io.vantage.testbed.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vantage evaluate}. Exit code 0 if all was run, 1 if files could not be written. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Compares strategies of leader placement in a discrete-event simulation of replicas,"
          + " network, Raft and load; no network is needed. Every strategy serves the same"
          + " requests under the same injections.",
      "Beside them: native (leaders stay where they were elected; the mean over all initial"
          + " leaders; with --requests switches the master of a switch is the replica nearest to"
          + " it, which forwards), native-masters (the same, but the leader is the master), oracle"
          + " (best leader of every interval in hindsight), bound (best leader of every interval"
          + " and switch in hindsight)."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private EvaluateOptions options;

  @Option(names = "--json", description = "Prints a list of objects, one per cell and strategy.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes CSV, JSON, plots (SVG) and the command to this directory.")
  private Optional<Path> directory = Optional.empty();

  @Override
  public Integer call() {
    Plan plan = plan();
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    plan.warnings().forEach(warning -> err.println("warning: " + warning));
    Progress progress =
        new Progress(plan.cells().size() * plan.seeds().size(), err, Clock.systemUTC());
    List<CellResult> results = new ArrayList<>();
    new Evaluation(plan.strategies(), plan.seeds(), progress)
        .run(
            plan.cells(),
            result -> {
              results.add(result);
              if (!json) {
                progress.clear();
                out.println(EvaluationTable.of(result.rows(), plan.seeds()));
                out.flush();
              }
            });
    out.println(json ? EvaluationFiles.json(results) : EvaluationTable.legend());
    if (!json && AcrossNetworks.areMany(results)) {
      out.println();
      out.println(AcrossNetworks.table(results));
    }
    out.flush();
    return write(results, err);
  }

  private Plan plan() {
    try {
      return Plan.of(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private int write(List<CellResult> results, PrintWriter err) {
    if (directory.isEmpty()) {
      return 0;
    }
    try {
      EvaluationFiles.write(directory.get(), commandLine(), results);
      return 0;
    } catch (IOException e) {
      err.println("cannot write to " + directory.get() + ": " + e.getMessage());
      return 1;
    }
  }

  /** As it can be typed again. */
  private String commandLine() {
    StringBuilder line = new StringBuilder("vantage evaluate");
    command.commandLine().getParseResult().originalArgs().stream()
        .filter(argument -> !argument.equals(command.name()))
        .forEach(
            argument ->
                line.append(' ')
                    .append(
                        argument.matches("[\\w./,=-]+")
                            ? argument
                            : "'" + argument.replace("'", "'\\''") + "'"));
    return line.toString();
  }
}
