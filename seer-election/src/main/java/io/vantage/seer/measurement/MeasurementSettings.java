package io.vantage.seer.measurement;

/**
 * How single values become a measurement.
 *
 * @param rttSamples newest round-trip times of a path that count
 * @param rttPercentile which of them stands for the path, 0..1: low, for queues only ever add
 * @param stepSamples consecutive samples beyond the tolerance, and alike, after which an increase
 *     is believed, or twice as many that differ; one sample earlier if it is large and the path
 *     free of spikes; a decrease, which no queue can feign, is always believed one sample earlier
 * @param toleranceMillis smallest deviation that counts as a step
 * @param toleranceShare the same as a share of the present value
 * @param patienceMillis how much longer than expected an answer may be due before the path is taken
 *     to be slower
 * @param loadMillis window of the moving averages of CPU and memory
 * @param rateMillis time constant of the moving rates
 * @param keepMillis a path without a sample for so long is forgotten
 */
public record MeasurementSettings(
    int rttSamples,
    double rttPercentile,
    int stepSamples,
    double toleranceMillis,
    double toleranceShare,
    double patienceMillis,
    double loadMillis,
    double rateMillis,
    double keepMillis) {
  public static final MeasurementSettings DEFAULTS =
      new MeasurementSettings(30, 0.2, 3, 0.5, 0.1, 300, 1_000, 5_000, 60_000);

  public MeasurementSettings {
    if (stepSamples < 2 || rttSamples < stepSamples) {
      throw new IllegalArgumentException(
          "at least 2 samples make a step and they must fit into the window, not "
              + stepSamples
              + " of "
              + rttSamples);
    }
    if (!(rttPercentile >= 0 && rttPercentile <= 1)) {
      throw new IllegalArgumentException("percentile must be in 0..1, not " + rttPercentile);
    }
    if (!(toleranceMillis >= 0 && toleranceShare >= 0 && patienceMillis >= 0)) {
      throw new IllegalArgumentException("tolerances and patience must not be negative");
    }
    if (!(loadMillis > 0 && rateMillis > 0 && keepMillis > 0)) {
      throw new IllegalArgumentException("windows must be positive");
    }
  }
}
