package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.List;
import java.util.Optional;

/**
 * Decides where leaders sit. Pure: time comes with the arguments, chance with the constructor. One
 * thread at a time. Its input has been checked by {@link Placement}: values are finite and not
 * negative, but any may be missing.
 */
public interface Strategy {
  /** Takes a replica's newest observation. */
  void observe(Observation observation);

  /**
   * Takes the delay of a request.
   *
   * @param atLeader the leader's observation nearest to the time of the request
   */
  void report(CommitReport report, Observation atLeader);

  /**
   * Decides for every partition of the situation. Called about every 100 ms; strategies with longer
   * periods keep count themselves. Answering a move again while it is under way is harmless.
   */
  List<Decision> decide(Situation situation);

  /**
   * Tells that a transfer, of whatever origin, has ended with a new leader.
   *
   * @param pauseMillis how long commands were held; NaN if not known
   */
  void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis);

  /** All members as leaders of a partition, best first, by what is known now. */
  List<Candidate> candidates(PartitionId partition);

  /** Commit delay that the strategy expects of a request; empty if it does not predict any. */
  Optional<Estimate> commitDelay(PartitionId partition, ReplicaId source, ReplicaId leader);
}
