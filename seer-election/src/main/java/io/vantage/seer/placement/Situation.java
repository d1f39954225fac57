package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Who leads what, when a decision is due.
 *
 * @param nowMillis on the clock that stamps the measurements
 * @param replicas the members that may lead: {@link Placement} leaves out those that are silent
 * @param partitions those whose leadership may be moved
 */
public record Situation(
    double nowMillis, List<ReplicaId> replicas, SortedMap<PartitionId, Led> partitions) {
  public Situation {
    replicas = List.copyOf(replicas);
  }

  /**
   * A partition.
   *
   * @param leader empty while none is known
   * @param switches those whose master is the leader
   */
  public record Led(Optional<ReplicaId> leader, Set<DatapathId> switches) {}
}
