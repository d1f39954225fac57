package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.util.List;
import java.util.Optional;

/**
 * Why a partition is led where it is.
 *
 * @param atMillis time of the newest decision
 * @param leader at that time
 * @param candidates best first
 * @param decision the newest
 * @param moves the newest moves and what became of them, newest first
 * @param measuredMillis moving average of the commit delays that were measured under the present
 *     leader; NaN if there are none yet
 * @param predictedMillis what the strategy predicted for those same requests; NaN likewise
 * @param medianErrorPercent median of |predicted - measured| / measured over the newest requests;
 *     NaN likewise
 */
public record Explanation(
    PartitionId partition,
    double atMillis,
    Optional<ReplicaId> leader,
    List<Candidate> candidates,
    Decision decision,
    List<MoveReview> moves,
    double measuredMillis,
    double predictedMillis,
    double medianErrorPercent) {

  /**
   * A move, and the mean commit delays before and after it.
   *
   * @param pauseMillis how long commands were held; NaN while the move is under way or if it failed
   * @param beforeMillis mean of the delays measured under the old leader; NaN if none
   * @param afterMillis mean of the delays measured under the new leader so far; NaN if none
   */
  public record MoveReview(
      double atMillis,
      Decision decision,
      double pauseMillis,
      double beforeMillis,
      double afterMillis) {}
}
