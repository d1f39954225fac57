package io.vantage.testbed.evaluate;

import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Geography;
import io.vantage.seer.simulation.Partitioning;
import io.vantage.seer.simulation.Scenario;
import io.vantage.seer.simulation.Trace;
import io.vantage.seer.simulation.TraceFile;
import io.vantage.seer.simulation.Workload;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the options ask for.
 *
 * @param warnings what was left out and why
 */
record Plan(List<Cell> cells, List<String> strategies, List<Long> seeds, List<String> warnings) {
  private static final int MOST_REPLICAS = 25;
  private static final double WARM_UP_SECONDS = 5;
  private static final Set<String> ALWAYS =
      Set.of(Trial.NATIVE, Trial.NATIVE_MASTERS, Trial.ORACLE, Trial.BOUND);

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException with a message that names the option and the rule
   */
  static Plan of(EvaluateOptions options) {
    return new Reader(options).read();
  }

  private static final class Reader {
    private final EvaluateOptions options;
    private final List<Cell> cells = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Reader(EvaluateOptions options) {
      this.options = options;
    }

    Plan read() {
      check(options.seeds >= 1, "--seeds must be at least 1, not " + options.seeds);
      check(options.injections >= 1, "--injections must be at least 1, not " + options.injections);
      check(options.interval > 0, "--interval must be more than 0, not " + options.interval);
      check(
          options.injections * options.interval <= 3_600,
          "--injections times --interval must be at most an hour");
      check(
          options.trace.isEmpty() || options.scenarios.isEmpty(),
          "--trace and --scenario exclude each other");
      List<String> strategies = strategies();
      for (String name : options.topologies) {
        addTopology(name);
      }
      check(!cells.isEmpty(), "nothing to evaluate: " + String.join("; ", warnings));
      List<Long> seeds =
          LongStream.range(options.seed, options.seed + options.seeds).boxed().toList();
      return new Plan(cells, strategies, seeds, warnings);
    }

    private List<String> strategies() {
      Set<String> chosen = new LinkedHashSet<>();
      for (String name : options.strategies) {
        switch (name) {
          case EvaluateOptions.ALL -> chosen.addAll(Strategies.names());
          case EvaluateOptions.ABLATION -> {
            chosen.add("vantage");
            chosen.addAll(Strategies.ablations());
          }
          default -> chosen.add(name);
        }
      }
      chosen.removeAll(ALWAYS);
      for (String name : chosen) {
        check(
            Strategies.names().contains(name) || Strategies.ablations().contains(name),
            "--strategy '%s': there are all, ablation, %s"
                .formatted(name, String.join(", ", Strategies.names())));
      }
      return List.copyOf(chosen);
    }

    private void addTopology(String name) {
      Path path = Path.of(name);
      if (!Files.isDirectory(path)) {
        addCells(Topologies.of(name));
        return;
      }
      List<Path> files = graphMlFiles(path);
      check(!files.isEmpty(), "--topology '" + name + "': no .graphml file in this directory");
      for (Path file : files) {
        try {
          addCells(Topologies.of("zoo," + file));
        } catch (IllegalArgumentException e) {
          warnings.add("left out: " + e.getMessage());
        }
      }
    }

    private static List<Path> graphMlFiles(Path directory) {
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".graphml"))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new IllegalArgumentException("--topology '" + directory + "': cannot be read", e);
      }
    }

    private void addCells(Topology topology) {
      warnings.addAll(topology.warnings());
      Sites sites = new Sites(topology);
      for (int count : replicas()) {
        int[] places = options.at.isEmpty() ? sites.median(count) : sites.named(options.at);
        Geography geography = sites.geography(places);
        if (options.trace.isPresent()) {
          Trace trace = trace(options.trace.get(), geography);
          addCell(sites, geography, "trace", seed -> trace);
        }
        for (Scenario scenario : scenarios()) {
          addCell(
              sites,
              geography,
              scenario.label(),
              seed ->
                  scenario.trace(
                      count, options.injections, options.interval, WARM_UP_SECONDS, seed));
        }
      }
    }

    private void addCell(
        Sites sites, Geography geography, String scenario, LongFunction<Trace> trace) {
      cells.add(
          new Cell(
              sites.name(),
              scenario,
              geography,
              one(Partitioning.Rule.class, "--partitions", options.partitions),
              one(Workload.Kind.class, "--requests", options.requests),
              one(Workload.Balance.class, "--balance", options.balance),
              trace));
    }

    private List<Integer> replicas() {
      if (options.replicas.isEmpty()) {
        return options.at.isEmpty() ? List.of(3, 5, 7) : List.of(options.at.size());
      }
      for (int count : options.replicas) {
        check(
            count >= 2 && count <= MOST_REPLICAS,
            "--replicas must be from 2 to " + MOST_REPLICAS + ", not " + count);
        check(
            options.at.isEmpty() || options.at.size() == count,
            "--at names " + options.at.size() + " places for " + count + " replicas");
      }
      return options.replicas;
    }

    private List<Scenario> scenarios() {
      if (options.trace.isPresent()) {
        return List.of();
      }
      return options.scenarios.isEmpty()
          ? List.of(Scenario.DELAY, Scenario.CPU, Scenario.LIMIT)
          : options.scenarios.stream().map(s -> one(Scenario.class, "--scenario", s)).toList();
    }

    private Trace trace(Path file, Geography geography) {
      try {
        return TraceFile.parse(
            file.toString(), Files.readAllLines(file), geography.replicas(), options.interval);
      } catch (IOException e) {
        throw new IllegalArgumentException("trace file '" + file + "' cannot be read", e);
      }
    }
  }

  private static <E extends Enum<E>> E one(Class<E> type, String option, String name) {
    List<String> names = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      String label = value.name().toLowerCase(Locale.ROOT);
      if (label.equals(name.toLowerCase(Locale.ROOT))) {
        return value;
      }
      names.add(label);
    }
    throw new IllegalArgumentException(
        option + " '" + name + "': there are " + String.join(", ", names));
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
