package io.vantage.testbed.emulation;

import java.time.Duration;
import java.util.List;

/**
 * What came of many pings.
 *
 * @param failures one line per ping without an answer
 */
public record PingReport(int sent, int answered, Duration longest, List<String> failures) {
  public double lossPercent() {
    return sent == 0 ? 0 : 100.0 * (sent - answered) / sent;
  }
}
