package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Where the requests of a partition come from.
 *
 * @param sources share of the requests that enter at each replica
 * @param switches share of the requests that are packet-ins of each switch
 * @param commits share of the requests that wait for a commit
 * @param perSecond all requests together
 */
record Demand(
    Map<ReplicaId, Double> sources,
    Map<DatapathId, Double> switches,
    double commits,
    double perSecond) {
  /** Requests per second that are assumed beside those measured, so that idle is like uniform. */
  private static final double ASSUMED = 0.05;

  /** By what has been measured. */
  static Demand measured(
      Surroundings surroundings, PartitionId partition, Set<DatapathId> switches) {
    Map<ReplicaId, Double> sources = new HashMap<>();
    Map<DatapathId, Double> packetIns = new HashMap<>();
    double sum = 0;
    for (ReplicaId source : surroundings.replicas()) {
      double rate =
          surroundings.commandRate(source, partition) + ASSUMED / surroundings.replicas().size();
      sources.put(source, rate);
      sum += rate;
    }
    for (DatapathId device : switches) {
      double rate = surroundings.packetInRate(device) + ASSUMED / switches.size();
      packetIns.put(device, rate);
      sum += rate;
    }
    double commits = surroundings.commitRate(partition);
    return normalised(sources, packetIns, commits > 0 ? Math.min(1, commits / sum) : 1, sum);
  }

  /** As if all replicas, and all switches if there are any, asked alike. */
  static Demand uniform(Surroundings surroundings, Set<DatapathId> switches) {
    Map<ReplicaId, Double> sources = new HashMap<>();
    Map<DatapathId, Double> packetIns = new HashMap<>();
    surroundings.replicas().forEach(id -> sources.put(id, 1.0 / surroundings.replicas().size()));
    switches.forEach(id -> packetIns.put(id, 1.0 / switches.size()));
    return normalised(sources, packetIns, 1, switches.isEmpty() ? 1 : 2);
  }

  private static Demand normalised(
      Map<ReplicaId, Double> sources,
      Map<DatapathId, Double> packetIns,
      double commits,
      double sum) {
    sources.replaceAll((id, rate) -> rate / sum);
    packetIns.replaceAll((id, rate) -> rate / sum);
    return new Demand(sources, packetIns, commits, sum);
  }

  /** Mean round-trip time per request between the replicas where they enter and a leader. */
  OptionalDouble sourceMillis(Surroundings surroundings, ReplicaId leader) {
    double sum = 0;
    for (Map.Entry<ReplicaId, Double> source : sources.entrySet()) {
      OptionalDouble rtt = surroundings.rtt(source.getKey(), leader);
      if (rtt.isEmpty()) {
        return rtt;
      }
      sum += source.getValue() * rtt.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }

  /**
   * Mean round-trip time per request between the switches and a leader. A switch that the leader
   * does not reach counts as {@code unreachedMillis} away; one that no replica reaches as nothing.
   */
  double switchMillis(Surroundings surroundings, ReplicaId leader, double unreachedMillis) {
    double sum = 0;
    for (Map.Entry<DatapathId, Double> device : switches.entrySet()) {
      OptionalDouble rtt = surroundings.rtt(leader, device.getKey());
      if (rtt.isPresent()) {
        sum += device.getValue() * rtt.getAsDouble();
      } else if (surroundings.isReached(device.getKey())) {
        sum += device.getValue() * unreachedMillis;
      }
    }
    return sum;
  }
}
