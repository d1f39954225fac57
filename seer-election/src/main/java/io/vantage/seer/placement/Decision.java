package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;

/** What to do about the leadership of a partition, and why. */
public sealed interface Decision {
  PartitionId partition();

  /** One sentence for people. */
  String reason();

  /** Leave it where it is. */
  record Stay(PartitionId partition, String reason) implements Decision {}

  /**
   * Transfer it to a replica that is expected to serve better.
   *
   * @param expectedGainMillis mean response time that is expected to be saved per request
   */
  record Move(
      PartitionId partition, ReplicaId from, ReplicaId to, double expectedGainMillis, String reason)
      implements Decision {}

  /** Transfer it for a short term, to learn how a replica serves that is not known well enough. */
  record Explore(PartitionId partition, ReplicaId from, ReplicaId to, String reason)
      implements Decision {}
}
