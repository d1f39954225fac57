package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the observations of replicas together from their bulletins, each of which tells of some
 * switches only. Leaves out replicas and partitions that the cluster does not have. One thread at a
 * time.
 */
final class BulletinBoard {
  /** A switch that a replica has not told of for so long is not connected to it any more. */
  private static final double KEPT_MILLIS = 3_000;

  private final Set<ReplicaId> members;
  private final Set<PartitionId> partitions;
  private final Map<ReplicaId, Map<DatapathId, Posted>> switches = new HashMap<>();

  BulletinBoard(Set<ReplicaId> members, Set<PartitionId> partitions) {
    this.members = members;
    this.partitions = partitions;
  }

  private record Posted(SwitchReading reading, double atMillis) {}

  /** What is known of a replica once its bulletin has arrived. */
  Observation arrived(ReplicaId from, Bulletin bulletin, double nowMillis) {
    Map<DatapathId, Posted> known = switches.computeIfAbsent(from, id -> new HashMap<>());
    for (SwitchReading reading : bulletin.switches()) {
      known.put(reading.device(), new Posted(reading, nowMillis));
    }
    known.values().removeIf(posted -> nowMillis - posted.atMillis > KEPT_MILLIS);
    Map<DatapathId, Double> rtts = new HashMap<>();
    Map<DatapathId, Double> packetIns = new HashMap<>();
    known.forEach(
        (device, posted) -> {
          if (!Double.isNaN(posted.reading.rttMillis())) {
            rtts.put(device, posted.reading.rttMillis());
          }
          if (posted.reading.packetInsPerSecond() != 0) {
            packetIns.put(device, posted.reading.packetInsPerSecond());
          }
        });
    return new Observation(
        from,
        nowMillis,
        bulletin.cpu(),
        bulletin.memory(),
        known(bulletin.replicaRtts(), members),
        rtts,
        known(bulletin.commandRates(), partitions),
        known(bulletin.commitRates(), partitions),
        packetIns);
  }

  /** The delays that a bulletin reports. */
  List<CommitReport> reports(ReplicaId from, Bulletin bulletin, double nowMillis) {
    return bulletin.reports().stream()
        .filter(report -> members.contains(report.leader()))
        .filter(report -> partitions.contains(report.partition()))
        .map(
            report ->
                new CommitReport(
                    report.requestId(),
                    from,
                    report.partition(),
                    report.leader(),
                    nowMillis - report.ageMillis(),
                    report.delayMillis()))
        .toList();
  }

  private static <K> Map<K, Double> known(Map<K, Double> values, Set<K> keys) {
    if (keys.containsAll(values.keySet())) {
      return values;
    }
    Map<K, Double> kept = new HashMap<>(values);
    kept.keySet().retainAll(keys);
    return kept;
  }
}
