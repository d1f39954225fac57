package io.vantage.testbed.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What has come out in a cell.
 *
 * @param rows one per strategy, {@code native} first
 * @param quantiles of the delays in milliseconds, by strategy: from 0 to 1 in equal steps
 * @param cpuSeconds that the cell took to compute
 */
record CellResult(Cell cell, List<Row> rows, Map<String, double[]> quantiles, double cpuSeconds) {
  private static final int STEPS = 200;

  /** Summarises the trials of a cell. */
  static CellResult of(Cell cell, List<Map<String, Outcome>> trials, double cpuSeconds) {
    return new Summary(cell, trials).result(cpuSeconds);
  }

  private static final class Summary {
    private final Cell cell;
    private final List<Map<String, Outcome>> trials;
    private final double[] references;
    private final double reference;
    private final double possible;

    Summary(Cell cell, List<Map<String, Outcome>> trials) {
      this.cell = cell;
      this.trials = trials;
      this.references = means(Trial.NATIVE);
      this.reference = mean(references);
      this.possible = reference - mean(means(Trial.ORACLE));
    }

    CellResult result(double cpuSeconds) {
      List<Row> rows = new ArrayList<>();
      Map<String, double[]> quantiles = new LinkedHashMap<>();
      for (String strategy : trials.get(0).keySet()) {
        float[] sorted =
            Outcome.join(trials.stream().map(trial -> trial.get(strategy).delaysMillis()).toList());
        Arrays.sort(sorted);
        rows.add(row(strategy, sorted));
        double[] steps = new double[STEPS + 1];
        Arrays.setAll(steps, i -> quantile(sorted, i / (double) STEPS));
        quantiles.put(strategy, steps);
      }
      return new CellResult(cell, rows, quantiles, cpuSeconds);
    }

    private Row row(String strategy, float[] sorted) {
      double[] means = means(strategy);
      double hours = sum(strategy, Outcome::hours);
      double gain = reference - mean(means);
      return new Row(
          cell.topology(),
          cell.scenario(),
          cell.replicas(),
          cell.partitions().label(),
          cell.requests().label(),
          strategy,
          mean(means),
          quantile(sorted, 0.5),
          quantile(sorted, 0.95),
          quantile(sorted, 0.99),
          interval(strategy, means),
          100 * gain / reference,
          100 * gain / possible,
          sum(strategy, Outcome::transfers) / hours,
          sum(strategy, Outcome::unavailableMillis) / hours);
    }

    private double[] means(String strategy) {
      return trials.stream().mapToDouble(trial -> trial.get(strategy).mean()).toArray();
    }

    private double sum(String strategy, ToDoubleFunction<Outcome> value) {
      return trials.stream().mapToDouble(trial -> value.applyAsDouble(trial.get(strategy))).sum();
    }

    private double interval(String strategy, double[] means) {
      double[] values = means.clone();
      if (!strategy.equals(Trial.NATIVE)) {
        Arrays.setAll(values, i -> means[i] - references[i]);
      }
      double mean = mean(values);
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / (values.length - 1));
      return StudentT.quantile975(values.length - 1) * deviation / Math.sqrt(values.length);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double quantile(float[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
