package io.vantage.testbed.evaluate;

import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Experiment;
import io.vantage.seer.simulation.Hindsight;
import io.vantage.seer.simulation.Run;
import io.vantage.seer.simulation.Simulation;
import io.vantage.seer.simulation.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All strategies in one cell with one seed. */
final class Trial {
  static final String NATIVE = "native";
  static final String ORACLE = "oracle";
  static final String BOUND = "bound";

  private final Experiment experiment;
  private final long seed;
  private final double hours;

  private Trial(Experiment experiment, long seed) {
    this.experiment = experiment;
    this.seed = seed;
    this.hours = experiment.trace().endSeconds() / 3600 * experiment.partitioning().count();
  }

  /**
   * Runs.
   *
   * @param seed also chooses the initial leaders, in turn
   */
  static Map<String, Outcome> run(Cell cell, List<String> strategies, long seed) {
    return new Trial(cell.experiment(seed), seed).run(strategies);
  }

  private Map<String, Outcome> run(List<String> strategies) {
    List<Run> fixed = new ArrayList<>();
    for (int rotation = 0; rotation < experiment.rotations(); rotation++) {
      fixed.add(Simulation.fixed(experiment, experiment.leaders(rotation)));
    }
    Hindsight hindsight = new Hindsight(experiment, fixed);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.put(NATIVE, together(fixed, hindsight));
    for (String strategy : strategies) {
      if (!strategy.equals(NATIVE)) {
        outcomes.put(strategy, together(List.of(placed(strategy)), hindsight));
      }
    }
    outcomes.put(ORACLE, new Outcome(hindsight.oracle(), hours, 0, 0));
    if (experiment.workload().kind() == Workload.Kind.SWITCHES) {
      outcomes.put(BOUND, new Outcome(hindsight.bound(), hours, 0, 0));
    }
    return outcomes;
  }

  private Run placed(String strategy) {
    Placement placement =
        new Placement(
            Strategies.named(strategy, experiment.geography().replicas(), seed),
            PlacementSettings.DEFAULTS);
    int rotation = (int) Math.floorMod(seed, (long) experiment.rotations());
    return Simulation.placed(experiment, experiment.leaders(rotation), placement);
  }

  private Outcome together(List<Run> runs, Hindsight hindsight) {
    List<float[]> parts = new ArrayList<>();
    int transfers = 0;
    double unavailable = 0;
    int size = 0;
    for (Run run : runs) {
      float[] part = hindsight.evaluated(run.delaysMillis());
      parts.add(part);
      size += part.length;
      transfers += run.pausesMillis().size() + run.elections();
      unavailable += run.unavailableMillis();
    }
    float[] all = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return new Outcome(all, hours * runs.size(), transfers, unavailable);
  }
}
