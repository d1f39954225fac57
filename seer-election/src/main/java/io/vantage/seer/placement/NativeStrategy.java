package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.List;
import java.util.Optional;

/** Raft's own election: whoever has won stays. The baseline of every comparison. */
public final class NativeStrategy implements Strategy {
  @Override
  public void observe(Observation observation) {}

  @Override
  public void report(CommitReport report, Observation atLeader) {}

  @Override
  public List<Decision> decide(Situation situation) {
    return situation.partitions().keySet().stream()
        .<Decision>map(id -> new Decision.Stay(id, "leaders stay where they were elected"))
        .toList();
  }

  @Override
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis) {}

  @Override
  public List<Candidate> candidates(PartitionId partition) {
    return List.of();
  }

  @Override
  public Optional<Estimate> commitDelay(PartitionId partition, ReplicaId source, ReplicaId leader) {
    return Optional.empty();
  }
}
