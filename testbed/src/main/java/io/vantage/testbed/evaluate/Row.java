package io.vantage.testbed.evaluate;

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
    double unavailableMsPerHour) {}
