package io.vantage.testbed.experiment.report;

import io.vantage.testbed.evaluate.StudentT;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Counters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What has come out in a cell.
 *
 * @param rows one per strategy: {@code native}, the strategies, {@code oracle}
 * @param byFixedLeader delays while one replica led all the time
 * @param simulationTrouble why the simulation came to no end, if so
 */
record CellResults(
    CellRecord cell,
    List<StrategyResult> rows,
    Map<String, Delays> byFixedLeader,
    Optional<String> simulationTrouble) {
  /**
   * Summarises.
   *
   * @param simulated what the simulation says about the same cell
   */
  static CellResults of(ReportCell cell, SimulatedCell.Means simulated) {
    return new Summary(cell, simulated).results();
  }

  /** The row of a strategy. */
  Optional<StrategyResult> row(String strategy) {
    return rows.stream().filter(row -> row.strategy().equals(strategy)).findFirst();
  }

  /** The strategy with the least mean; the oracle is none. */
  Optional<StrategyResult> best() {
    return rows.stream()
        .filter(row -> !row.strategy().equals(StrategyOrder.NATIVE))
        .filter(row -> !row.strategy().equals(StrategyOrder.ORACLE))
        .filter(row -> Double.isFinite(row.gainPercent()))
        .max(Comparator.comparingDouble(StrategyResult::gainPercent));
  }

  private static final class Summary {
    private final ReportCell cell;
    private final SimulatedCell.Means simulated;
    private final Intervals intervals;
    private final Delays reference;
    private final Delays oracle;

    Summary(ReportCell cell, SimulatedCell.Means simulated) {
      this.cell = cell;
      this.simulated = simulated;
      this.intervals = Intervals.of(cell);
      this.reference = Delays.of(intervals, cell.fixed());
      this.oracle = Delays.oracle(intervals, cell.byFixedLeader().values());
    }

    CellResults results() {
      List<StrategyResult> rows = new ArrayList<>();
      List<RunRecord> fixed = cell.fixed();
      if (!fixed.isEmpty()) {
        rows.add(row(StrategyOrder.NATIVE, fixed, reference));
      }
      cell.byStrategy()
          .forEach((name, runs) -> rows.add(row(name, runs, Delays.of(intervals, runs))));
      if (!fixed.isEmpty()) {
        rows.add(row(StrategyOrder.ORACLE, fixed, oracle));
      }
      Map<String, Delays> byLeader = new LinkedHashMap<>();
      cell.byFixedLeader()
          .forEach((leader, runs) -> byLeader.put(leader, Delays.of(intervals, runs)));
      return new CellResults(cell.record(), rows, byLeader, simulated.trouble());
    }

    private StrategyResult row(String strategy, List<RunRecord> runs, Delays delays) {
      boolean isOracle = strategy.equals(StrategyOrder.ORACLE);
      double gain = reference.mean() - delays.mean();
      double possible = reference.mean() - oracle.mean();
      double hours = cell.record().endSeconds() / 3_600 * cell.record().partitions() * runs.size();
      double transfers = isOracle ? Double.NaN : sum(runs, Counters::transfers);
      double simulatedMean = simulated.of(strategy);
      double simulatedNative = simulated.of(StrategyOrder.NATIVE);
      return new StrategyResult(
          strategy,
          runs.size(),
          delays,
          strategy.equals(StrategyOrder.NATIVE) ? Double.NaN : halfWidth(delays.minus(reference)),
          100 * gain / reference.mean(),
          possible > 0 ? 100 * gain / possible : Double.NaN,
          transfers,
          transfers / hours,
          isOracle ? Double.NaN : longestPause(runs),
          Predictions.medianErrorPercent(cell.record(), runs),
          simulatedMean,
          100 * (1 - simulatedMean / simulatedNative));
    }

    private static double sum(List<RunRecord> runs, ToDoubleFunction<Counters> value) {
      return runs.stream().mapToDouble(run -> value.applyAsDouble(run.counters())).sum();
    }

    private static double longestPause(List<RunRecord> runs) {
      return runs.stream()
          .mapToDouble(run -> run.counters().longestPauseMillis())
          .max()
          .orElse(Double.NaN);
    }

    /** Of the 95 % confidence interval of the mean of these. */
    private static double halfWidth(double[] values) {
      if (values.length < 2) {
        return Double.NaN;
      }
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / (values.length - 1));
      return StudentT.quantile975(values.length - 1) * deviation / Math.sqrt(values.length);
    }
  }
}
