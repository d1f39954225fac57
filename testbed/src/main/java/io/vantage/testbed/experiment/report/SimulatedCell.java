package io.vantage.testbed.experiment.report;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Experiment;
import io.vantage.seer.simulation.Geography;
import io.vantage.seer.simulation.Hindsight;
import io.vantage.seer.simulation.Mastership;
import io.vantage.seer.simulation.Partitioning;
import io.vantage.seer.simulation.Run;
import io.vantage.seer.simulation.Simulation;
import io.vantage.seer.simulation.SimulationSettings;
import io.vantage.seer.simulation.Workload;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the simulation says about a cell: the same trace, distances, load and strategies. */
final class SimulatedCell {
  private static final long WORKLOAD = 0x5DEECE66DL;

  private final ReportCell cell;
  private final Experiment experiment;

  private SimulatedCell(ReportCell cell, SimulationSettings settings) {
    this.cell = cell;
    CellRecord record = cell.record();
    Geography geography = geography(cell);
    Partitioning partitioning =
        new Partitioning(record.partitions(), IntStream.range(0, record.partitions()).toArray());
    Workload workload =
        Workload.draw(
            Workload.Kind.REPLICAS,
            Workload.Balance.valueOf(record.balance().toUpperCase(Locale.ROOT)),
            geography,
            partitioning,
            record.endSeconds(),
            record.spacingMillis(),
            record.seed() ^ WORKLOAD);
    this.experiment =
        new Experiment(geography, partitioning, workload, cell.trace(), settings, record.seed());
  }

  /** One switch for each partition, beside a replica: requests come from clients, not from it. */
  private static Geography geography(ReportCell cell) {
    CellRecord record = cell.record();
    double[][] toSwitches = new double[record.partitions()][];
    List<DatapathId> switches = new ArrayList<>();
    for (int partition = 0; partition < toSwitches.length; partition++) {
      toSwitches[partition] = record.replicaDelaysMillis()[partition % record.replicas()];
      switches.add(new DatapathId(partition + 1));
    }
    return new Geography(cell.replicas(), switches, record.replicaDelaysMillis(), toSwitches);
  }

  /**
   * What has come out.
   *
   * @param byStrategy mean delays of the evaluated requests, {@code native} and {@code oracle}
   *     among them; a strategy that the simulation does not know is left out
   * @param trouble why the simulation came to no end, if so
   */
  record Means(Map<String, Double> byStrategy, Optional<String> trouble) {
    double of(String strategy) {
      return byStrategy.getOrDefault(strategy, Double.NaN);
    }
  }

  /** Simulates. */
  static Means means(ReportCell cell, SimulationSettings settings) {
    Map<String, Double> means = new LinkedHashMap<>();
    try {
      new SimulatedCell(cell, settings).run(means);
      return new Means(means, Optional.empty());
    } catch (IllegalStateException e) {
      return new Means(means, Optional.of(e.getMessage()));
    }
  }

  private void run(Map<String, Double> means) {
    List<Run> fixed = new ArrayList<>();
    for (int rotation = 0; rotation < experiment.rotations(); rotation++) {
      fixed.add(
          Simulation.fixed(experiment, Mastership.FOLLOWS_LEADER, experiment.leaders(rotation)));
    }
    Hindsight hindsight = new Hindsight(experiment, fixed);
    means.put(
        StrategyOrder.NATIVE,
        fixed.stream()
            .mapToDouble(run -> mean(hindsight.evaluated(run.delaysMillis())))
            .average()
            .orElseThrow());
    means.put(StrategyOrder.ORACLE, mean(hindsight.oracle()));
    cell.byStrategy()
        .forEach(
            (name, runs) -> {
              if (Strategies.names().contains(name) || Strategies.ablations().contains(name)) {
                Run run = placed(name, runs.get(0));
                means.put(name, mean(hindsight.evaluated(run.delaysMillis())));
              }
            });
  }

  /** Begins with the leader with which the live run began. */
  private Run placed(String strategy, RunRecord live) {
    List<ReplicaId> replicas = cell.replicas();
    int first =
        live.leads().stream()
            .findFirst()
            .map(lead -> Math.max(0, cell.indexOf(lead.leader())))
            .orElse(0);
    Placement placement =
        new Placement(
            Strategies.named(strategy, replicas, cell.record().seed()), PlacementSettings.DEFAULTS);
    return Simulation.placed(experiment, experiment.leaders(first), placement);
  }

  private static double mean(float[] delays) {
    double sum = 0;
    for (float delay : delays) {
      sum += delay;
    }
    return delays.length == 0 ? Double.NaN : sum / delays.length;
  }
}
