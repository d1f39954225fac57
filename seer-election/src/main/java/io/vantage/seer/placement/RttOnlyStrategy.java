package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Leads from where the round-trip times alone are least: weighted to the sources of the requests,
 * plus to the majority. It learns nothing and knows nothing of load. A baseline.
 */
public final class RttOnlyStrategy implements Strategy {
  private static final double UNREACHED_MILLIS = 1_000;

  private final double periodMillis;
  private final double marginMillis;
  private final Surroundings surroundings;
  private final Map<PartitionId, Demand> demands = new HashMap<>();
  private double decidedAt = Double.NEGATIVE_INFINITY;

  /**
   * @param periodMillis between two decisions
   * @param marginMillis by which another replica must be better
   */
  public RttOnlyStrategy(List<ReplicaId> replicas, double periodMillis, double marginMillis) {
    this.surroundings = new Surroundings(replicas);
    this.periodMillis = periodMillis;
    this.marginMillis = marginMillis;
  }

  @Override
  public void observe(Observation observation) {
    surroundings.observe(observation);
  }

  @Override
  public void report(CommitReport report, Observation atLeader) {}

  @Override
  public List<Decision> decide(Situation situation) {
    if (situation.nowMillis() - decidedAt < periodMillis) {
      return List.of();
    }
    decidedAt = situation.nowMillis();
    demands.keySet().retainAll(situation.partitions().keySet());
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (partition, led) -> {
              demands.put(
                  partition,
                  Demand.measured(
                      surroundings,
                      partition,
                      led.switches(),
                      UNREACHED_MILLIS,
                      led.leader().flatMap(surroundings::place)));
              decisions.add(decide(partition, led, situation.replicas()));
            });
    return decisions;
  }

  private Decision decide(PartitionId partition, Situation.Led led, List<ReplicaId> mayLead) {
    List<Candidate> candidates =
        candidates(partition).stream()
            .filter(
                each ->
                    mayLead.contains(each.replica())
                        || led.leader().equals(Optional.of(each.replica())))
            .toList();
    if (led.leader().isEmpty() || candidates.isEmpty() || candidates.get(0).score().isEmpty()) {
      return new Decision.Stay(partition, "too little is measured yet");
    }
    Candidate best = candidates.get(0);
    Optional<Double> now =
        candidates.stream()
            .filter(each -> each.replica().equals(led.leader().get()))
            .findFirst()
            .flatMap(Candidate::score)
            .map(Estimate::millis);
    double gain = now.orElse(Double.NaN) - best.score().get().millis();
    if (!(gain > marginMillis)) {
      return new Decision.Stay(partition, "no other replica is nearer by more than the margin");
    }
    return new Decision.Move(
        partition, led.leader().get(), best.replica(), gain, best.replica() + " is nearer");
  }

  @Override
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis) {}

  @Override
  public List<Candidate> candidates(PartitionId partition) {
    Demand demand = demands.get(partition);
    return demand == null
        ? List.of()
        : IntStream.range(0, surroundings.size())
            .mapToObj(replica -> candidate(demand, replica))
            .sorted(Candidate.BEST_FIRST)
            .toList();
  }

  private Candidate candidate(Demand demand, int replica) {
    ReplicaId id = surroundings.replicas().get(replica);
    double sources = 0;
    for (int source = 0; source < surroundings.size(); source++) {
      sources += demand.sources()[source] * surroundings.rtt(source, replica);
    }
    double majority = demand.commits() * surroundings.majorityRtt(replica);
    double score = demand.switchMillis()[replica] + sources + majority;
    if (Double.isNaN(score)) {
      return new Candidate(id, Optional.empty(), Map.of(), "its paths are not measured yet");
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("switches", demand.switchMillis()[replica]);
    parts.put("sources", sources);
    parts.put("majority", majority);
    return new Candidate(id, Optional.of(new Estimate(score, Double.NaN)), parts, "");
  }

  @Override
  public Optional<Estimate> commitDelay(PartitionId partition, ReplicaId source, ReplicaId leader) {
    Optional<Integer> from = surroundings.place(source);
    Optional<Integer> to = surroundings.place(leader);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    double millis = surroundings.rtt(from.get(), to.get()) + surroundings.majorityRtt(to.get());
    return Double.isNaN(millis) ? Optional.empty() : Optional.of(new Estimate(millis, Double.NaN));
  }
}
