package io.vantage.testbed.lab;

import java.time.Duration;

/**
 * A data plane under control: real Open vSwitch in Mininet or emulated switches. Methods block up
 * to a deadline of their own; one thread at a time.
 */
public interface LabNetwork extends AutoCloseable {
  /** What was built. */
  Size size();

  /** Every ordered pair of hosts, up to two tries. */
  PingReport pingAll();

  /** Starts pings between a few pairs of distant hosts, every {@code interval}. */
  void startPings(Duration interval);

  /** Ends them. */
  PingReport stopPings();

  /** Removes everything that was built. */
  @Override
  void close();

  /**
   * Numbers of parts.
   *
   * @param links undirected links between switches
   */
  record Size(int switches, int links, int hosts) {}

  /**
   * @param firstTry pairs answered at the first try; the same as {@code received} where there is
   *     one try only
   * @param longestGapMillis longest time between two answered pings of a pair; 0 for {@link
   *     #pingAll}
   */
  record PingReport(long sent, long received, long firstTry, double longestGapMillis) {
    public double lossPercent() {
      return sent == 0 ? 0 : 100.0 * (sent - received) / sent;
    }
  }
}
