package io.vantage.seer.simulation;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Candidate;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Estimate;
import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.Situation;
import io.vantage.seer.placement.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Moves every partition to a random replica whenever it is asked, and notes what it is told. */
final class RestlessStrategy implements Strategy {
  private final SplittableRandom random;
  private final List<Observation> observations = new ArrayList<>();
  private final List<CommitReport> reports = new ArrayList<>();

  RestlessStrategy(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Without a bound that would stop it. */
  Placement unbounded() {
    return new Placement(this, new PlacementSettings(10_000, 0, 60_000, 60_000));
  }

  List<Observation> observations() {
    return observations;
  }

  List<CommitReport> reports() {
    return reports;
  }

  @Override
  public void observe(Observation observation) {
    observations.add(observation);
  }

  @Override
  public void report(CommitReport report, Observation atLeader) {
    reports.add(report);
  }

  @Override
  public List<Decision> decide(Situation situation) {
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (id, led) ->
                led.leader()
                    .ifPresent(
                        leader -> {
                          int to = random.nextInt(situation.replicas().size());
                          decisions.add(
                              new Decision.Move(
                                  id, leader, situation.replicas().get(to), 1, "restless"));
                        }));
    return decisions;
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
