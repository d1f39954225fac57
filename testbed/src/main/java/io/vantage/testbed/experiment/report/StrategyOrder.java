package io.vantage.testbed.experiment.report;

import io.vantage.seer.placement.Strategies;
import io.vantage.testbed.experiment.record.RunRecord;
import java.util.Comparator;
import java.util.List;

/** In which order strategies are reported: the plainest first, unknown names after them. */
final class StrategyOrder {
  static final String NATIVE = "native";
  static final String ORACLE = "oracle";

  static final Comparator<String> BY_NAME =
      Comparator.<String>comparingInt(StrategyOrder::rank).thenComparing(Comparator.naturalOrder());

  static final Comparator<RunRecord> BY_RUN =
      Comparator.comparing(RunRecord::strategy, BY_NAME).thenComparingInt(RunRecord::repetition);

  private StrategyOrder() {}

  private static int rank(String name) {
    List<String> known = Strategies.names();
    for (int i = known.size() - 1; i >= 0; i--) {
      if (name.equals(known.get(i)) || name.startsWith(known.get(i) + "-")) {
        return i;
      }
    }
    return known.size();
  }
}
