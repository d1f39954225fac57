package io.vantage.testbed.evaluate;

import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Geography;
import io.vantage.seer.simulation.Partitioning;
import io.vantage.seer.simulation.Scenario;
import io.vantage.seer.simulation.Workload;
import io.vantage.testbed.topology.Topologies;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vantage evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Compares strategies of leader placement in simulation.")
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--topology", defaultValue = "internet2", description = "Network.")
  private List<String> topologies;

  @Option(names = "--replicas", split = ",", defaultValue = "3,5,7", description = "Replicas.")
  private List<Integer> replicas;

  @Option(names = "--scenario", split = ",", defaultValue = "delay", description = "Scenarios.")
  private List<String> scenarios;

  @Option(names = "--strategy", split = ",", defaultValue = "all", description = "Strategies.")
  private List<String> strategies;

  @Option(names = "--partitions", defaultValue = "single", description = "single or regional.")
  private String partitions;

  @Option(names = "--requests", defaultValue = "replicas", description = "replicas or switches.")
  private String requests;

  @Option(names = "--seeds", defaultValue = "20", description = "Number of seeds.")
  private int seeds;

  @Option(names = "--seed", defaultValue = "1", description = "The first seed.")
  private long seed;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    List<Cell> cells;
    List<String> names;
    try {
      names = strategies.equals(List.of("all")) ? Strategies.names() : strategies;
      cells = cells();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    List<Long> all = LongStream.range(seed, seed + seeds).boxed().toList();
    Progress progress =
        new Progress(cells.size() * seeds, command.commandLine().getErr(), Clock.systemUTC());
    new Evaluation(names, all, progress)
        .run(
            cells,
            (cell, trials) -> {
              out.println(EvaluationTable.of(Row.of(cell, trials), seeds));
              out.flush();
            });
    out.println(EvaluationTable.legend());
    out.flush();
    return 0;
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String topology : topologies) {
      Sites sites = new Sites(Topologies.of(topology));
      for (String name : scenarios) {
        Scenario scenario = one(Scenario.class, "--scenario", name);
        for (int count : replicas) {
          Geography geography = sites.geography(sites.median(count));
          cells.add(
              new Cell(
                  sites.name(),
                  scenario.label(),
                  geography,
                  one(Partitioning.Rule.class, "--partitions", partitions),
                  one(Workload.Kind.class, "--requests", requests),
                  Workload.Balance.BALANCED,
                  s -> scenario.trace(count, 30, 5, 5, s)));
        }
      }
    }
    return cells;
  }

  private static <E extends Enum<E>> E one(Class<E> type, String option, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option
                        + " '"
                        + name
                        + "': there are "
                        + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .toList())));
  }
}
