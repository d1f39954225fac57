package io.vantage.southbound;

import io.vantage.model.FlowRule;
import java.util.List;

/** Counters a switch reports (OFPMP_*, OpenFlow 1.3 section A.3.5). */
public final class SwitchStatistics {
  private SwitchStatistics() {}

  /**
   * A rule that is on the switch; {@code rule.owner()} is empty, since the switch does not know.
   */
  public record Flow(FlowRule rule, long packets, long bytes, long durationMillis) {}

  public record Port(
      int number,
      long receivedPackets,
      long sentPackets,
      long receivedBytes,
      long sentBytes,
      long receivedDropped,
      long sentDropped,
      long receivedErrors,
      long sentErrors) {}

  public record Table(int id, long active, long lookups, long matches) {}

  public record Group(int id, long packets, long bytes, List<Long> bucketPackets) {}

  public record Meter(int id, long packets, long bytes, long droppedPackets) {}
}
