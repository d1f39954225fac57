package io.vantage.seer.measurement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.Map;

/**
 * What a replica has measured of itself, its surroundings and its work lately (the observation
 * vector of the paper, section IV, and the request rates that weigh it).
 *
 * <p>Values come from another machine: they may be NaN, negative or absurd. {@link
 * io.vantage.seer.placement.Placement} drops such values before a strategy sees them.
 *
 * @param atMillis when it was taken, on the clock of the reader
 * @param cpu share of the CPU time that the replica may use that is in use on its cores, by itself
 *     or by others, 0..1
 * @param memory share of the memory that the replica may use, 0..1
 * @param replicaRtts round-trip time in milliseconds to every other replica, over the channel that
 *     Raft uses
 * @param switchRtts round-trip time in milliseconds to every connected switch
 * @param commandRates commands per second that entered the cluster at this replica from outside, by
 *     partition
 * @param commitRates commands per second that were committed, whatever their source, by partition
 *     that this replica leads
 * @param packetInRates packet-ins per second, by switch whose master this replica is
 */
public record Observation(
    ReplicaId replica,
    double atMillis,
    double cpu,
    double memory,
    Map<ReplicaId, Double> replicaRtts,
    Map<DatapathId, Double> switchRtts,
    Map<PartitionId, Double> commandRates,
    Map<PartitionId, Double> commitRates,
    Map<DatapathId, Double> packetInRates) {
  public Observation {
    replicaRtts = Map.copyOf(replicaRtts);
    switchRtts = Map.copyOf(switchRtts);
    commandRates = Map.copyOf(commandRates);
    commitRates = Map.copyOf(commitRates);
    packetInRates = Map.copyOf(packetInRates);
  }
}
