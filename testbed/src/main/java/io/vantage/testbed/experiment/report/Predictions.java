package io.vantage.testbed.experiment.report;

import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import java.util.List;

/** What the elector predicted beside what came. */
final class Predictions {
  private Predictions() {}

  /** Those after the warm-up of which both are known. */
  static List<Prediction> known(CellRecord cell, List<RunRecord> runs) {
    return runs.stream()
        .flatMap(run -> run.predictions().stream())
        .filter(p -> p.timeSeconds() >= cell.warmUpSeconds())
        .filter(p -> Double.isFinite(p.predictedMillis()) && p.measuredMillis() > 0)
        .toList();
  }

  /** Median of the errors as shares of what was measured; NaN if there is none. */
  static double medianErrorPercent(CellRecord cell, List<RunRecord> runs) {
    double[] errors =
        known(cell, runs).stream()
            .mapToDouble(p -> 100 * Math.abs(p.predictedMillis() / p.measuredMillis() - 1))
            .sorted()
            .toArray();
    int half = errors.length / 2;
    return errors.length == 0
        ? Double.NaN
        : errors.length % 2 == 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
  }
}
