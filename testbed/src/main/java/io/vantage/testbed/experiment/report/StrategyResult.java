package io.vantage.testbed.experiment.report;

/**
 * What a strategy has come to in a cell. NaN stands for what is not known.
 *
 * @param ci95Ms half width of the 95 % confidence interval, over the intervals between injections,
 *     of the difference to {@code native} (paired)
 * @param gainPercent how much less the mean is than that of {@code native}
 * @param oracleSharePercent gain as a share of the oracle's
 * @param transfers of all runs, warm-up included
 * @param transfersPerHour and partition
 */
record StrategyResult(
    String strategy,
    int runs,
    Delays delays,
    double ci95Ms,
    double gainPercent,
    double oracleSharePercent,
    double transfers,
    double transfersPerHour,
    double longestPauseMs,
    double medianPredictionErrorPercent,
    double simulatedMeanMs,
    double simulatedGainPercent) {
  double meanMs() {
    return delays.mean();
  }

  /** How much more the simulation says than was measured. */
  double simulatedMorePercent() {
    return 100 * (simulatedMeanMs / meanMs() - 1);
  }
}
