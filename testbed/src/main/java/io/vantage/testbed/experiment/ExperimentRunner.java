package io.vantage.testbed.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.simulation.Injection;
import io.vantage.seer.simulation.Trace;
import io.vantage.seer.simulation.TraceFile;
import io.vantage.seer.simulation.Workload.Balance;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunFiles;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.inject.CpuUnavailableException;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.wan.WanEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Carries out an experiment cell by cell, all runs of a cell on the same cluster in an order drawn
 * anew for every repetition, so that a drift of the machine hits all alike. Runs that lie in the
 * folder already are not repeated.
 */
final class ExperimentRunner {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double BETWEEN_RUNS_SECONDS = 2.5;
  private static final double START_SECONDS = 20;

  private final ExperimentSpec spec;
  private final Path folder;
  private final Consumer<String> progress;
  private final List<Cell> cells;

  /** One number of replicas under one scenario. */
  private record Cell(String name, String scenario, int replicas, Trace trace) {
    boolean needsCpu() {
      return trace.injections().stream().anyMatch(i -> i.kind() != Injection.Kind.DELAY_MS);
    }
  }

  /** A strategy, or a fixed leader if empty. */
  private record Run(Optional<String> strategy, int leader, int repetition) {
    String name() {
      Optional<String> fixed =
          strategy.isPresent() ? Optional.empty() : Optional.of("r" + (leader + 1));
      return RunRecord.name(strategy.orElse(RunRecord.FIXED), fixed, repetition);
    }
  }

  /**
   * @throws IllegalArgumentException if the recorded trace cannot be read
   */
  ExperimentRunner(ExperimentSpec spec, Path folder, Consumer<String> progress) {
    this.spec = spec;
    this.folder = folder;
    this.progress = progress;
    this.cells = cells();
  }

  private List<Cell> cells() {
    List<Cell> all = new ArrayList<>();
    for (int replicas : spec.replicas()) {
      if (spec.trace().isPresent()) {
        all.add(new Cell("trace-" + replicas, "trace", replicas, recorded(replicas)));
      } else {
        for (var scenario : spec.scenarios()) {
          Trace trace =
              scenario.trace(
                  replicas,
                  spec.injections(),
                  spec.intervalSeconds(),
                  spec.warmUpSeconds(),
                  spec.seed());
          String name = scenario.label() + "-" + replicas;
          all.add(new Cell(name, scenario.label(), replicas, trace));
        }
      }
    }
    return all;
  }

  private Trace recorded(int replicas) {
    Path file = spec.trace().orElseThrow();
    try {
      return TraceFile.parse(
          file.toString(), Files.readAllLines(file), names(replicas), spec.intervalSeconds());
    } catch (IOException e) {
      throw new IllegalArgumentException("trace file '" + file + "' cannot be read", e);
    }
  }

  private static List<ReplicaId> names(int replicas) {
    return IntStream.rangeClosed(1, replicas).mapToObj(i -> new ReplicaId("r" + i)).toList();
  }

  /** Runs what is missing in the folder. */
  void run() throws IOException, InterruptedException {
    for (Cell cell : cells) {
      List<Run> missing = missing(cell);
      if (!missing.isEmpty()) {
        run(cell, missing);
      }
    }
  }

  /** Seconds that the missing runs will take, about. */
  double secondsLeft() {
    double seconds = 0;
    for (Cell cell : cells) {
      int runs = missing(cell).size();
      double each = cell.trace().endSeconds() + BETWEEN_RUNS_SECONDS;
      seconds += runs == 0 ? 0 : START_SECONDS + spec.trainingSeconds() + runs * each;
    }
    return seconds;
  }

  private List<Run> missing(Cell cell) {
    List<Run> missing = new ArrayList<>();
    for (int repetition = 1; repetition <= spec.repetitions(); repetition++) {
      List<Run> all = new ArrayList<>();
      for (String strategy : spec.strategies()) {
        int leader = (int) Math.floorMod(spec.seed() + repetition - 1, (long) cell.replicas());
        all.add(new Run(Optional.of(strategy), leader, repetition));
      }
      for (int leader = 0; leader < cell.replicas(); leader++) {
        all.add(new Run(Optional.empty(), leader, repetition));
      }
      Collections.shuffle(all, new Random(spec.seed() * 1_000 + repetition));
      all.removeIf(run -> RunFiles.isComplete(folder.resolve(cell.name()).resolve(run.name())));
      missing.addAll(all);
    }
    return missing;
  }

  private void run(Cell cell, List<Run> runs) throws IOException, InterruptedException {
    Topology topology = Topologies.of(spec.topology());
    Sites sites = new Sites(topology);
    int[] places = WanEmulator.places(sites, cell.replicas(), spec.at());
    Path own = Files.createDirectories(folder.resolve(cell.name()));
    progress.accept(cell.name() + ": starting " + cell.replicas() + " replicas");
    Path files = Files.createTempDirectory("vantage-experiment");
    try (Laboratory laboratory = new Laboratory(files, topology, sites, places)) {
      describe(cell, topology, laboratory, own);
      Routes routes = new Routes(topology, spec.rules() == ExperimentSpec.Rules.PATH);
      double[] spacing = spacing(cell.replicas());
      train(laboratory, routes, spacing);
      if (cell.needsCpu()) {
        separate(laboratory);
      }
      for (Run run : runs) {
        progress.accept(
            "%s: %s (about %d min left)"
                .formatted(cell.name(), run.name(), Math.round(secondsLeft() / 60)));
        LiveRun live =
            new LiveRun(laboratory, routes, cell.trace(), spec.warmUpSeconds(), progress);
        RunRecord record =
            live.run(
                run.strategy().orElse("off"),
                run.strategy().isEmpty(),
                run.leader(),
                run.repetition(),
                spacing,
                spec.seed() + run.repetition());
        RunFiles.write(own.resolve(run.name()), record);
      }
    }
  }

  private void separate(Laboratory laboratory) {
    try {
      laboratory.separateMachines();
    } catch (CpuUnavailableException e) {
      progress.accept("going on without CPU injections: " + e.getMessage());
    }
  }

  /** Load without any injection, until the replicas' code is compiled. */
  private void train(Laboratory laboratory, Routes routes, double[] spacing)
      throws IOException, InterruptedException {
    for (int leader = 0; leader < spacing.length && spec.trainingSeconds() > 0; leader++) {
      Trace calm = new Trace(List.of(), spec.trainingSeconds() / spacing.length);
      double[] quick = Arrays.stream(spacing).map(millis -> millis / 2).toArray();
      new LiveRun(laboratory, routes, calm, 0, progress).run("off", true, leader, 0, quick, leader);
    }
  }

  private double[] spacing(int replicas) {
    SplittableRandom random = new SplittableRandom(spec.seed());
    double[] spacing = new double[replicas];
    Arrays.setAll(
        spacing,
        client ->
            spec.spacingMillis(replicas)
                * (spec.balance() == Balance.IMBALANCED ? 2 + 3 * random.nextDouble() : 1));
    return spacing;
  }

  private void describe(Cell cell, Topology topology, Laboratory laboratory, Path own)
      throws IOException {
    Files.write(own.resolve("trace.csv"), TraceFile.format(cell.trace(), names(cell.replicas())));
    CellRecord record =
        new CellRecord(
            cell.name(),
            cell.scenario(),
            topology.name(),
            cell.replicas(),
            laboratory.places(),
            1,
            spec.spacingMillis(cell.replicas()),
            ExperimentSpec.word(spec.balance()),
            spec.seed(),
            spec.warmUpSeconds(),
            cell.trace().endSeconds(),
            laboratory.geography().replicaDelays());
    JSON.writerWithDefaultPrettyPrinter().writeValue(own.resolve("cell.json").toFile(), record);
  }
}
