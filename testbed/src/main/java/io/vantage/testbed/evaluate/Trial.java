package io.vantage.testbed.evaluate;

import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.Strategies;
import io.vantage.seer.simulation.Experiment;
import io.vantage.seer.simulation.Hindsight;
import io.vantage.seer.simulation.Mastership;
import io.vantage.seer.simulation.Run;
import io.vantage.seer.simulation.Simulation;
import io.vantage.seer.simulation.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All strategies in one cell with one seed. */
final class Trial {
  /**
   * Leaders stay where they are; every replica leads once. Switches have the nearest replica for
   * their master, which forwards.
   */
  static final String NATIVE = "native";

  /** The same leaders, but the leader is the master of its switches. */
  static final String NATIVE_MASTERS = "native-masters";

  /** The best leader of every interval in hindsight. */
  static final String ORACLE = "oracle";

  /** The best leader of every interval and switch in hindsight. */
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
    boolean fromSwitches = experiment.workload().kind() == Workload.Kind.SWITCHES;
    List<Run> fixed = fixed(Mastership.FOLLOWS_LEADER);
    Hindsight hindsight = new Hindsight(experiment, fixed);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    if (fromSwitches) {
      outcomes.put(NATIVE, together(fixed(Mastership.NEAREST_REPLICA), hindsight));
      outcomes.put(NATIVE_MASTERS, together(fixed, hindsight));
    } else {
      outcomes.put(NATIVE, together(fixed, hindsight));
    }
    for (String strategy : strategies) {
      outcomes.put(strategy, together(List.of(placed(strategy)), hindsight));
    }
    outcomes.put(ORACLE, new Outcome(hindsight.oracle(), hours, 0, 0));
    if (fromSwitches) {
      outcomes.put(BOUND, new Outcome(hindsight.bound(), hours, 0, 0));
    }
    return outcomes;
  }

  private List<Run> fixed(Mastership mastership) {
    List<Run> runs = new ArrayList<>();
    for (int rotation = 0; rotation < experiment.rotations(); rotation++) {
      runs.add(Simulation.fixed(experiment, mastership, experiment.leaders(rotation)));
    }
    return runs;
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
    int transfers = 0;
    double unavailable = 0;
    List<float[]> delays = new ArrayList<>();
    for (Run run : runs) {
      delays.add(hindsight.evaluated(run.delaysMillis()));
      transfers += run.pausesMillis().size() + run.elections();
      unavailable += run.unavailableMillis();
    }
    return new Outcome(Outcome.join(delays), hours * runs.size(), transfers, unavailable);
  }
}
