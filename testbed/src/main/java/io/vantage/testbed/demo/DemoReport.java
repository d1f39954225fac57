package io.vantage.testbed.demo;

/**
 * What the demo saw.
 *
 * @param links undirected links the cluster found
 * @param readyMs from the start of the first replica until every switch has a master and every link
 *     is known; the time that building the network took is in it
 * @param pingLossPercent of all pairs of hosts, the worse of before and after the failure
 * @param transfers leaderships moved on request
 * @param transferPauseMs longest time for which a transfer held commands
 * @param failoverMs longest time without an acknowledged command while a leader was killed
 * @param lostUpdates acknowledged updates that some replica did not have in the end
 * @param mode {@code ovs} or {@code embedded}
 */
public record DemoReport(
    int switches,
    int links,
    int hosts,
    long readyMs,
    double pingLossPercent,
    int transfers,
    double transferPauseMs,
    double failoverMs,
    int lostUpdates,
    String mode) {
  boolean isGood(int expectedTransfers) {
    return pingLossPercent == 0 && lostUpdates == 0 && transfers == expectedTransfers;
  }
}
