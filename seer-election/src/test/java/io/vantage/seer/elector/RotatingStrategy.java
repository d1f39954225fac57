package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Candidate;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Estimate;
import io.vantage.seer.placement.Situation;
import io.vantage.seer.placement.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Moves every leader on to the next replica that is alive, whenever it is asked. */
final class RotatingStrategy implements Strategy {
  private static final double ALIVE_MILLIS = 1_000;

  private final Runnable whenItMoves;
  private final Map<ReplicaId, Double> heard = new HashMap<>();

  RotatingStrategy(Runnable whenItMoves) {
    this.whenItMoves = whenItMoves;
  }

  @Override
  public void observe(Observation observation) {
    heard.put(observation.replica(), observation.atMillis());
  }

  @Override
  public void report(CommitReport report, Observation atLeader) {}

  @Override
  public List<Decision> decide(Situation situation) {
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (id, led) ->
                led.leader()
                    .ifPresent(
                        leader ->
                            next(leader, situation)
                                .ifPresent(
                                    to ->
                                        decisions.add(
                                            new Decision.Move(id, leader, to, 1, "restless")))));
    whenItMoves.run();
    return decisions;
  }

  private Optional<ReplicaId> next(ReplicaId leader, Situation situation) {
    List<ReplicaId> all = situation.replicas();
    int at = all.indexOf(leader);
    return IntStream.range(1, all.size())
        .mapToObj(step -> all.get((at + step) % all.size()))
        .filter(each -> situation.nowMillis() - heard.getOrDefault(each, 0.0) < ALIVE_MILLIS)
        .findFirst();
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
