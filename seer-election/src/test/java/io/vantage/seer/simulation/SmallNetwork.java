package io.vantage.seer.simulation;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.ArrayList;
import java.util.List;

/** Replicas on a line, 10 ms apart, with two switches beside each. */
final class SmallNetwork {
  private static final double STEP_MILLIS = 10;

  private SmallNetwork() {}

  static Geography line(int replicas) {
    List<ReplicaId> names = new ArrayList<>();
    List<DatapathId> switches = new ArrayList<>();
    double[][] between = new double[replicas][replicas];
    double[][] fromSwitches = new double[2 * replicas][replicas];
    for (int a = 0; a < replicas; a++) {
      names.add(new ReplicaId("r" + (a + 1)));
      for (int b = 0; b < replicas; b++) {
        between[a][b] = STEP_MILLIS * Math.abs(a - b);
      }
    }
    for (int s = 0; s < 2 * replicas; s++) {
      switches.add(new DatapathId(s + 1));
      for (int r = 0; r < replicas; r++) {
        fromSwitches[s][r] = 1 + STEP_MILLIS * Math.abs(s / 2 - r);
      }
    }
    return new Geography(names, switches, between, fromSwitches);
  }

  static Experiment experiment(int replicas, Trace trace, Workload.Kind kind, long seed) {
    return experiment(replicas, trace, kind, Partitioning.Rule.SINGLE, seed);
  }

  static Experiment experiment(
      int replicas, Trace trace, Workload.Kind kind, Partitioning.Rule rule, long seed) {
    Geography geography = line(replicas);
    Partitioning partitioning = Partitioning.of(rule, geography);
    Workload workload =
        Workload.draw(
            kind, Workload.Balance.BALANCED, geography, partitioning, trace.endSeconds(), seed);
    return new Experiment(
        geography, partitioning, workload, trace, SimulationSettings.DEFAULTS, seed);
  }

  /** Nothing is injected. */
  static Trace calm(double seconds) {
    return new Trace(List.of(), seconds);
  }
}
