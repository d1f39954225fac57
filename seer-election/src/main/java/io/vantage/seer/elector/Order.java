package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;

/**
 * The elector's order to the leader of a partition to hand over.
 *
 * @param electorTerm term of the system partition in which the sender leads it: an order of an
 *     elector that has been replaced is refused
 * @param limitMillis how long commands may be held
 */
record Order(long electorTerm, PartitionId partition, ReplicaId to, long limitMillis) {

  /**
   * What became of an order.
   *
   * @param pauseMillis how long commands were held; NaN unless moved
   * @param detail for people
   */
  record Result(Kind kind, double pauseMillis, String detail) {
    enum Kind {
      MOVED,
      ALREADY_THERE,
      ABORTED,
      /** Not even tried: the order was stale, or came to a replica that does not lead. */
      REFUSED
    }

    static Result refused(String why) {
      return new Result(Kind.REFUSED, Double.NaN, why);
    }
  }
}
