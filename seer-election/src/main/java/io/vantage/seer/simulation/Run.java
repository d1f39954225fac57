package io.vantage.seer.simulation;

import java.util.Arrays;
import java.util.List;

/**
 * What a run has come to.
 *
 * @param delaysMillis of every request of the workload, from its arrival to its answer
 * @param pausesMillis of the transfers that were carried out
 * @param elections changes of leader without a transfer
 * @param unavailableMillis sum over the partitions of the time in which commands were held or no
 *     leader was there
 * @param events number of events
 */
public record Run(
    float[] delaysMillis,
    List<Double> pausesMillis,
    int elections,
    double unavailableMillis,
    long events) {

  /** The same for two runs that went the same way. */
  public long digest() {
    return 31L * (31L * Arrays.hashCode(delaysMillis) + pausesMillis.hashCode()) + events;
  }
}
