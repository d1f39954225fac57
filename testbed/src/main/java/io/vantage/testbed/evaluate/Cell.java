package io.vantage.testbed.evaluate;

import io.vantage.seer.simulation.Experiment;
import io.vantage.seer.simulation.Geography;
import io.vantage.seer.simulation.Partitioning;
import io.vantage.seer.simulation.SimulationSettings;
import io.vantage.seer.simulation.Trace;
import io.vantage.seer.simulation.Workload;
import java.util.function.LongFunction;

/**
 * One setting in which all strategies are compared, over many seeds.
 *
 * @param scenario its name
 * @param trace by seed
 */
record Cell(
    String topology,
    String scenario,
    Geography geography,
    Partitioning.Rule partitions,
    Workload.Kind requests,
    Workload.Balance balance,
    LongFunction<Trace> trace) {
  private static final long WORKLOAD = 0x5DEECE66DL;

  int replicas() {
    return geography.replicas().size();
  }

  /** For people. */
  String title() {
    return "%s, %s, %d replicas, %s, from %s"
        .formatted(topology, scenario, replicas(), partitions.label(), requests.label());
  }

  Experiment experiment(long seed) {
    Partitioning partitioning = Partitioning.of(partitions, geography);
    Trace drawn = trace.apply(seed);
    Workload workload =
        Workload.draw(
            requests, balance, geography, partitioning, drawn.endSeconds(), seed ^ WORKLOAD);
    return new Experiment(
        geography, partitioning, workload, drawn, SimulationSettings.DEFAULTS, seed);
  }
}
