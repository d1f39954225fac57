package io.vantage.testbed.experiment;

import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Scenario;
import io.vantage.seer.simulation.Workload.Balance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Repeats the evaluation of the paper. */
@Command(
    name = "paper",
    mixinStandardHelpOptions = true,
    description = {
      "Repeats the evaluation of the paper (arXiv 2104.01355, section VI) on this machine:",
      "Internet2, 30 injections of 5 s, a client beside every replica."
    })
final class ExperimentPaperCommand implements Callable<Integer> {
  private static final int INJECTIONS = 30;
  private static final int QUICK_INJECTIONS = 9;
  private static final double INTERVAL_SECONDS = 5;
  private static final double TRAINING_SECONDS = 45;

  @Spec private CommandSpec spec;
  @Mixin private ExperimentOutput output;

  @Option(
      names = "--replicas",
      split = ",",
      paramLabel = "N",
      description = "Numbers of replicas (default: 3,5,7; with --quick 3,5).")
  private List<Integer> replicas = List.of();

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description = "delay, cpu, limit, mixed (default: delay,cpu,limit; with --quick delay).")
  private List<String> scenarios = List.of();

  @Option(
      names = "--strategy",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "all",
      description =
          "Strategies by name, or all (default). Every replica as a fixed leader is always there:"
              + " native and the oracle are computed from that.")
  private List<String> strategies;

  @Option(
      names = "--quick",
      description = "Nine injections instead of 30; less than 20 minutes in all.")
  private boolean quick;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often each run is repeated (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of injections, requests and the order of runs (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return output.carryOut(
        new ExperimentSpec(
            "internet2",
            replicas(),
            List.of(),
            scenarios(),
            Optional.empty(),
            strategies(),
            quick ? QUICK_INJECTIONS : INJECTIONS,
            INTERVAL_SECONDS,
            INTERVAL_SECONDS,
            TRAINING_SECONDS,
            within("--repetitions", repetitions, 1, 100),
            seed,
            OptionalDouble.empty(),
            Balance.BALANCED,
            ExperimentSpec.Rules.PATH));
  }

  private List<Integer> replicas() {
    if (replicas.isEmpty()) {
      return quick ? List.of(3, 5) : List.of(3, 5, 7);
    }
    replicas.forEach(count -> within("--replicas", count, 2, ExperimentReader.MOST_REPLICAS));
    return replicas;
  }

  private int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw bad(option + " must be from " + least + " to " + most + ", not " + value);
    }
    return value;
  }

  private List<Scenario> scenarios() {
    if (scenarios.isEmpty()) {
      return quick
          ? List.of(Scenario.DELAY)
          : List.of(Scenario.DELAY, Scenario.CPU, Scenario.LIMIT);
    }
    return scenarios.stream()
        .map(
            name ->
                Scenario.named(name)
                    .orElseThrow(
                        () -> bad("--scenario '" + name + "': there are delay, cpu, limit, mixed")))
        .toList();
  }

  private List<String> strategies() {
    List<String> known = new ArrayList<>(Strategies.names());
    known.remove("native");
    if (strategies.contains("all")) {
      return known;
    }
    for (String name : strategies) {
      if (!known.contains(name)) {
        throw bad("--strategy '" + name + "': there are all, " + String.join(", ", known));
      }
    }
    return strategies;
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
