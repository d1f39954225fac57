package io.vantage.testbed.experiment;

import io.vantage.seer.simulation.Scenario;
import io.vantage.seer.simulation.Workload;
import io.vantage.seer.simulation.Workload.Balance;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What an experiment compares. The keys of its file are explained in {@code experiment.conf} beside
 * this class.
 *
 * @param trace recorded injections, instead of scenarios
 * @param spacingMillis empty for the paper's
 */
record ExperimentSpec(
    String topology,
    List<Integer> replicas,
    List<String> at,
    List<Scenario> scenarios,
    Optional<Path> trace,
    List<String> strategies,
    int injections,
    double intervalSeconds,
    double warmUpSeconds,
    double trainingSeconds,
    int repetitions,
    long seed,
    OptionalDouble spacingMillis,
    Balance balance,
    Rules rules) {
  /** What a request commits. */
  enum Rules {
    /** The rules of all switches on the path. */
    PATH,
    /** The rule of the path's first switch. */
    FIRST
  }

  ExperimentSpec {
    replicas = List.copyOf(replicas);
    at = List.copyOf(at);
    scenarios = List.copyOf(scenarios);
    strategies = List.copyOf(strategies);
  }

  /** Mean time between two requests of a client, in milliseconds. */
  double spacingMillis(int replicas) {
    return spacingMillis.orElse(Workload.spacingMillis(replicas));
  }

  /** As a file that reads as this again. */
  String text() {
    return """
        experiment {
          topology = %s
          replicas = [%s]
          at = [%s]
          scenarios = [%s]
          trace = %s
          strategies = [%s]
          injections = %d
          interval = %dms
          warm-up = %dms
          training = %dms
          repetitions = %d
          seed = %d
          workload {
            spacing = %s
            balance = %s
            rules = %s
          }
        }
        """
        .formatted(
            quoted(topology),
            replicas.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            at.stream().map(ExperimentSpec::quoted).collect(Collectors.joining(", ")),
            scenarios.stream().map(Scenario::label).collect(Collectors.joining(", ")),
            quoted(trace.map(Path::toString).orElse("")),
            String.join(", ", strategies),
            injections,
            Math.round(intervalSeconds * 1000),
            Math.round(warmUpSeconds * 1000),
            Math.round(trainingSeconds * 1000),
            repetitions,
            seed,
            spacingMillis.isPresent()
                ? String.format(Locale.ROOT, "%.0fms", spacingMillis.getAsDouble())
                : "auto",
            word(balance),
            word(rules));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
