package io.vantage.cluster;

import java.util.Optional;

/**
 * What this replica knows of a partition's leader.
 *
 * @param term Raft term; never decreases
 * @param leader empty while no leader of {@code term} is known here
 */
public record Leadership(PartitionId partition, long term, Optional<ReplicaId> leader) {
  public boolean isLedBy(ReplicaId replica) {
    return leader.isPresent() && leader.get().equals(replica);
  }
}
