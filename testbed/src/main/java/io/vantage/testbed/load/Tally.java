package io.vantage.testbed.load;

import org.HdrHistogram.Histogram;

/** What a run counts. Belongs to the thread of the load. */
final class Tally {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Histogram latencies = new Histogram(HIGHEST_NANOS, 3);
  private long packetIns;
  private long answers;
  private long flowMods;
  private long packetOuts;
  private long errors;
  private long lost;

  void packetIn() {
    packetIns++;
  }

  void response(long nanos) {
    answers++;
    latencies.recordValue(Math.min(Math.max(0, nanos), HIGHEST_NANOS));
  }

  void flowMod() {
    flowMods++;
  }

  void packetOut() {
    packetOuts++;
  }

  void error() {
    errors++;
  }

  void lost() {
    lost++;
  }

  /** Begins anew: the warm-up is over. */
  void reset() {
    latencies.reset();
    packetIns = 0;
    answers = 0;
    flowMods = 0;
    packetOuts = 0;
    errors = 0;
    lost = 0;
  }

  long packetIns() {
    return packetIns;
  }

  long responses(boolean flooding) {
    return flooding ? Math.max(flowMods, packetOuts) : answers;
  }

  long flowMods() {
    return flowMods;
  }

  long packetOuts() {
    return packetOuts;
  }

  long errors() {
    return errors;
  }

  /** Packet-ins without a response; when flooding, overtaken ones are not lost. */
  long lost(boolean flooding) {
    return flooding ? 0 : lost;
  }

  double micros(double percentile) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1e3;
  }
}
