package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Explanation;
import java.util.List;
import java.util.SortedMap;

/**
 * What SEER knows and does, as one replica sees it. Only the elector's has decisions.
 *
 * @param strategy in force; {@code off} if none is
 * @param deciding true at the elector
 * @param electorTerm term of the elector's office, if deciding
 * @param nowMillis on the clock of all times in here
 * @param observations newest of every replica heard of
 * @param silent replicas whose observation is too old to be relied on, or that sent none
 * @param partitions newest decisions and their grounds
 */
public record SeerStatus(
    ReplicaId replica,
    String strategy,
    boolean deciding,
    long electorTerm,
    double nowMillis,
    List<Observation> observations,
    List<ReplicaId> silent,
    SortedMap<PartitionId, Explanation> partitions,
    Counters counters) {

  /**
   * Since the start of the replica.
   *
   * @param moves transfers that the replica ordered as elector and that took place
   * @param failedMoves those that did not
   * @param refusedOrders orders of others that the replica did not follow
   * @param lostBulletins that came too fast to be read
   * @param unreadableBulletins of another version, or broken
   * @param failures inside SEER, caught, unreadable bulletins among them
   * @param newestFailure empty if there was none
   */
  public record Counters(
      long moves,
      long failedMoves,
      long refusedOrders,
      long lostBulletins,
      long unreadableBulletins,
      long failures,
      String newestFailure) {}
}
