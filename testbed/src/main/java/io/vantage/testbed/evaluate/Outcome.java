package io.vantage.testbed.evaluate;

import java.util.List;

/**
 * What a strategy has come to with one seed.
 *
 * @param delaysMillis of the requests after the warm-up; of all initial leaders for {@code native}
 * @param hours partition hours that were simulated
 * @param transfers and elections, in that time
 * @param unavailableMillis in that time
 */
record Outcome(float[] delaysMillis, double hours, int transfers, double unavailableMillis) {
  double mean() {
    double sum = 0;
    for (float delay : delaysMillis) {
      sum += delay;
    }
    return sum / delaysMillis.length;
  }

  static float[] join(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
