package io.vantage.testbed.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A strategy in a cell.
 *
 * @param meanMs mean over the seeds of the mean delay
 * @param ci95Ms half width of the 95 % confidence interval, over the seeds, of the difference to
 *     {@code native} (paired); for {@code native} itself, of its mean
 * @param gainPercent how much less the mean is than that of {@code native} over all initial leaders
 * @param oracleSharePercent gain as a share of the oracle's
 * @param transfersPerHour and partition, elections included
 * @param unavailableMsPerHour and partition
 */
record Row(
    String topology,
    String scenario,
    int replicas,
    String partitions,
    String requests,
    String strategy,
    double meanMs,
    double p50Ms,
    double p95Ms,
    double p99Ms,
    double ci95Ms,
    double gainPercent,
    double oracleSharePercent,
    double transfersPerHour,
    double unavailableMsPerHour) {

  /** Summarises the trials of a cell. */
  static List<Row> of(Cell cell, List<Map<String, Outcome>> trials) {
    double reference = mean(means(trials, Trial.NATIVE));
    double possible = reference - mean(means(trials, Trial.ORACLE));
    List<Row> rows = new ArrayList<>();
    for (String strategy : trials.get(0).keySet()) {
      double[] means = means(trials, strategy);
      float[] sorted = sorted(trials, strategy);
      double hours = sum(trials, strategy, Outcome::hours);
      double gain = reference - mean(means);
      rows.add(
          new Row(
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
              interval(trials, strategy, means),
              100 * gain / reference,
              100 * gain / possible,
              sum(trials, strategy, Outcome::transfers) / hours,
              sum(trials, strategy, Outcome::unavailableMillis) / hours));
    }
    return rows;
  }

  private static double[] means(List<Map<String, Outcome>> trials, String strategy) {
    return trials.stream().mapToDouble(trial -> trial.get(strategy).mean()).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double sum(
      List<Map<String, Outcome>> trials,
      String strategy,
      java.util.function.ToDoubleFunction<Outcome> value) {
    return trials.stream().mapToDouble(trial -> value.applyAsDouble(trial.get(strategy))).sum();
  }

  private static float[] sorted(List<Map<String, Outcome>> trials, String strategy) {
    int size = trials.stream().mapToInt(trial -> trial.get(strategy).delaysMillis().length).sum();
    float[] all = new float[size];
    int at = 0;
    for (Map<String, Outcome> trial : trials) {
      float[] part = trial.get(strategy).delaysMillis();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    Arrays.parallelSort(all);
    return all;
  }

  private static double quantile(float[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static double interval(
      List<Map<String, Outcome>> trials, String strategy, double[] means) {
    double[] reference = means(trials, Trial.NATIVE);
    double[] values = means.clone();
    if (!strategy.equals(Trial.NATIVE)) {
      Arrays.setAll(values, i -> means[i] - reference[i]);
    }
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - 1));
    return StudentT.quantile975(values.length - 1) * deviation / Math.sqrt(values.length);
  }
}
