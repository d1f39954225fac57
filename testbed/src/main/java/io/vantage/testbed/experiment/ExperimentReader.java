package io.vantage.testbed.experiment;

import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Scenario;
import io.vantage.seer.simulation.Workload.Balance;
import io.vantage.server.config.ConfigFile;
import io.vantage.server.config.ConfigValues;
import io.vantage.testbed.topology.Topologies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads an {@link ExperimentSpec} from a file; the rest is as {@code experiment.conf} says. */
final class ExperimentReader {
  static final int MOST_REPLICAS = 9;
  private static final String REFERENCE = "/io/vantage/testbed/experiment/experiment.conf";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final ConfigValues values;
  private final Path base;

  private ExperimentReader(ConfigValues values, Path base) {
    this.values = values;
    this.base = base;
  }

  /**
   * Reads a file.
   *
   * @throws io.vantage.server.config.BadConfigurationException with every problem found, each with
   *     its line, key and rule
   */
  static ExperimentSpec read(Path file) {
    Path base = file.toAbsolutePath().normalize().getParent();
    return ConfigFile.read(
        file,
        REFERENCE,
        "experiment",
        (values, given, defaults) ->
            new ExperimentReader(values, base)
                .spec(values.below(given.getConfig("workload"), "workload")));
  }

  private ExperimentSpec spec(ConfigValues workload) {
    List<Integer> replicas = replicas();
    List<String> at = values.texts("at");
    for (int count : replicas) {
      if (!at.isEmpty() && at.size() != count) {
        values.reject("at", "must name " + count + " places for " + count + " replicas");
      }
    }
    return new ExperimentSpec(
        topology(),
        replicas,
        at,
        scenarios(),
        trace(),
        strategies(),
        values.integer("injections", 1, 1_000),
        seconds("interval", 1),
        seconds("warm-up", 1),
        seconds("training", 0),
        values.integer("repetitions", 1, 100),
        values.integer("seed", 0, Integer.MAX_VALUE),
        spacing(workload),
        workload.choice("balance", Balance.class),
        workload.choice("rules", ExperimentSpec.Rules.class));
  }

  private String topology() {
    String name = values.name("topology");
    try {
      if (!name.isEmpty()) {
        Topologies.of(name);
      }
    } catch (IllegalArgumentException e) {
      values.reject("topology", String.valueOf(e.getMessage()));
    }
    return name;
  }

  private List<Integer> replicas() {
    List<Integer> counts = new ArrayList<>();
    for (String text : values.texts("replicas")) {
      if (text.matches("[1-9]") && Integer.parseInt(text) >= 2) {
        counts.add(Integer.parseInt(text));
      } else {
        values.reject("replicas", "must list numbers from 2 to " + MOST_REPLICAS + ", not " + text);
      }
    }
    if (counts.isEmpty()) {
      values.reject("replicas", "must list at least one number of replicas");
    }
    return counts;
  }

  private List<Scenario> scenarios() {
    List<Scenario> scenarios = new ArrayList<>();
    for (String text : values.texts("scenarios")) {
      Optional<Scenario> found = Scenario.named(text);
      if (found.isEmpty()) {
        values.reject("scenarios", "must list some of delay, cpu, limit, mixed, not " + text);
      }
      found.ifPresent(scenarios::add);
    }
    return scenarios;
  }

  private Optional<Path> trace() {
    String name = values.text("trace");
    if (name.isEmpty()) {
      if (values.texts("scenarios").isEmpty()) {
        values.reject("scenarios", "must list at least one if there is no trace");
      }
      return Optional.empty();
    }
    Path file = base.resolve(name);
    if (!Files.isReadable(file)) {
      values.reject("trace", "must be a file that can be read");
    }
    return Optional.of(file);
  }

  private List<String> strategies() {
    List<String> names = values.texts("strategies");
    for (String name : names) {
      if (!Strategies.names().contains(name) || name.equals("native")) {
        values.reject(
            "strategies",
            "must list some of "
                + String.join(", ", Strategies.names()).replace("native, ", "")
                + ", not "
                + name);
      }
    }
    return names;
  }

  private double seconds(String key, int least) {
    return values.duration(key, Duration.ofSeconds(least), LONGEST).toMillis() / 1e3;
  }

  private static OptionalDouble spacing(ConfigValues workload) {
    if (workload.text("spacing").toLowerCase(Locale.ROOT).equals("auto")) {
      return OptionalDouble.empty();
    }
    Duration spacing = workload.duration("spacing", Duration.ofMillis(1), Duration.ofMinutes(1));
    return OptionalDouble.of(spacing.toMillis());
  }
}
