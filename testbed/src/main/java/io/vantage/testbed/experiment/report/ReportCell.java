package io.vantage.testbed.experiment.report;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.simulation.Trace;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A cell as it was read: what was to be done, and the runs that are complete. */
record ReportCell(CellRecord record, Trace trace, List<RunRecord> runs) {
  ReportCell {
    runs = List.copyOf(runs);
  }

  /** Names of the replicas: r1, r2 and so on. */
  static List<ReplicaId> replicas(CellRecord record) {
    return IntStream.rangeClosed(1, record.replicas())
        .mapToObj(i -> new ReplicaId("r" + i))
        .toList();
  }

  List<ReplicaId> replicas() {
    return replicas(record);
  }

  /** Index of a replica, counted from 0; -1 if there is none of that name. */
  int indexOf(String replica) {
    return replicas().stream().map(ReplicaId::name).toList().indexOf(replica);
  }

  List<RunRecord> fixed() {
    return runs.stream().filter(run -> run.strategy().equals(RunRecord.FIXED)).toList();
  }

  /** Runs by the leader that was kept, in the order of their names. */
  Map<String, List<RunRecord>> byFixedLeader() {
    Map<String, List<RunRecord>> byLeader = new TreeMap<>();
    for (RunRecord run : fixed()) {
      byLeader
          .computeIfAbsent(run.fixedLeader().orElseThrow(), leader -> new ArrayList<>())
          .add(run);
    }
    return byLeader;
  }

  /** Runs by strategy, without those of fixed leaders; in the order of {@link StrategyOrder}. */
  Map<String, List<RunRecord>> byStrategy() {
    Map<String, List<RunRecord>> byStrategy = new LinkedHashMap<>();
    runs.stream()
        .filter(run -> !run.strategy().equals(RunRecord.FIXED))
        .sorted(StrategyOrder.BY_RUN)
        .forEach(
            run -> byStrategy.computeIfAbsent(run.strategy(), name -> new ArrayList<>()).add(run));
    return byStrategy;
  }
}
