package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.List;
import java.util.Map;

/**
 * What a replica tells all others every period: its load, paths and rates, and a sample of the
 * commit delays seen there. Ages travel instead of times, for clocks differ. Any may be lost.
 *
 * @param switches as many as fit; the others come with the next bulletins, in turn
 */
record Bulletin(
    double cpu,
    double memory,
    Map<ReplicaId, Double> replicaRtts,
    Map<PartitionId, Double> commandRates,
    Map<PartitionId, Double> commitRates,
    List<SwitchReading> switches,
    List<AgedReport> reports) {
  Bulletin {
    replicaRtts = Map.copyOf(replicaRtts);
    commandRates = Map.copyOf(commandRates);
    commitRates = Map.copyOf(commitRates);
    switches = List.copyOf(switches);
    reports = List.copyOf(reports);
  }

  /**
   * A connected switch.
   *
   * @param rttMillis NaN if not measured yet
   * @param packetInsPerSecond 0 unless the sender is its master
   */
  record SwitchReading(DatapathId device, double rttMillis, double packetInsPerSecond) {}

  /**
   * A commit that was waited for at the sender.
   *
   * @param ageMillis time since it was answered
   */
  record AgedReport(
      long requestId,
      PartitionId partition,
      ReplicaId leader,
      double ageMillis,
      double delayMillis) {}
}
