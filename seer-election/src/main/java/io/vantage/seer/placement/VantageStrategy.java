package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.VantageSettings.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Leads each partition from where its requests, packet-ins included, are expected to be answered
 * soonest. The delays of all candidates are expected from what is measured of their paths and loads
 * and learned from reports ({@link DelayModel}), so that one that never led is judged at once.
 * Leadership moves as soon as the gain, over the time that things usually stay as they are, is
 * certain enough and exceeds what the transfer costs.
 */
public final class VantageStrategy implements Strategy {
  private static final int LARGEST_BACKLOG = 10_000;
  private static final double PERIOD_WITHOUT_DETECTION = 2_000;

  /** What was held while leadership moved must be done before delays mean anything again. */
  private static final double SETTLING_MILLIS = 300;

  private static final double LONG_AGO = Double.NEGATIVE_INFINITY;

  private final VantageSettings settings;
  private final Surroundings surroundings;
  private final LeadWork work;
  private final Deliberation deliberation;
  private final Changes changes = new Changes();
  private final Deque<CommitReport> backlog = new ArrayDeque<>();
  private final Map<PartitionId, DelayModel> models = new HashMap<>();
  private final Map<PartitionId, Demand> demands = new HashMap<>();
  private final Map<PartitionId, Double> movedAt = new HashMap<>();
  private final Map<PartitionId, Integer> leaders = new HashMap<>();
  private double decidedAt = Double.NEGATIVE_INFINITY;

  public VantageStrategy(List<ReplicaId> replicas, VantageSettings settings) {
    this.surroundings = new Surroundings(replicas);
    this.settings = settings;
    this.work = new LeadWork(surroundings);
    this.deliberation = new Deliberation(settings);
  }

  @Override
  public void observe(Observation observation) {
    surroundings.observe(observation);
    if (changes.observe(observation)) {
      surroundings
          .place(observation.replica())
          .ifPresent(place -> models.values().forEach(model -> model.disturb(place)));
    }
  }

  @Override
  public void report(CommitReport report, Observation atLeader) {
    if (settings.has(Part.RESIDUAL)) {
      backlog.addLast(report);
      if (backlog.size() > LARGEST_BACKLOG) {
        backlog.removeFirst();
      }
    }
  }

  private DelayModel model(PartitionId partition) {
    PartitionId key = settings.has(Part.SHARING) ? PartitionId.SYSTEM : partition;
    return models.computeIfAbsent(
        key, id -> new DelayModel(surroundings, work, settings.has(Part.PRIOR)));
  }

  @Override
  public List<Decision> decide(Situation situation) {
    double now = situation.nowMillis();
    learn(now);
    if (!settings.has(Part.DETECTION) && now - decidedAt < PERIOD_WITHOUT_DETECTION) {
      return List.of();
    }
    decidedAt = now;
    demands.keySet().retainAll(situation.partitions().keySet());
    leaders.keySet().retainAll(situation.partitions().keySet());
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (partition, led) -> {
              demands.put(partition, demand(partition, led));
              decisions.add(decide(partition, led, situation.replicas(), now));
            });
    return decisions;
  }

  /** Reports wait until it would be known if something had changed under them. */
  private void learn(double now) {
    while (!backlog.isEmpty()
        && backlog.getFirst().atMillis() <= now - settings.learnAfterMillis()) {
      CommitReport report = backlog.removeFirst();
      double began = report.atMillis() - report.delayMillis();
      if (began > SETTLING_MILLIS + movedAt.getOrDefault(report.partition(), LONG_AGO)
          && !changes.anyPathChangedSince(report.leader(), began)
          && !changes.loadChangedSince(report.leader(), began)) {
        learn(report);
      }
    }
    work.learn(now);
    models.values().forEach(model -> model.pass(now));
  }

  private void learn(CommitReport report) {
    Optional<Integer> source = surroundings.place(report.source());
    Optional<Integer> leader = surroundings.place(report.leader());
    if (source.isPresent() && leader.isPresent()) {
      model(report.partition())
          .learn(source.get(), leader.get(), report.atMillis(), report.delayMillis());
    }
  }

  private Demand demand(PartitionId partition, Situation.Led led) {
    Optional<Integer> leader = led.leader().flatMap(surroundings::place);
    double unreached = settings.unreachedMillis();
    return settings.has(Part.RATES)
        ? Demand.measured(surroundings, partition, led.switches(), unreached, leader)
        : Demand.uniform(surroundings, led.switches(), unreached, leader);
  }

  private Decision decide(
      PartitionId partition, Situation.Led led, List<ReplicaId> mayLead, double now) {
    Optional<Integer> leader = led.leader().flatMap(surroundings::place);
    if (leader.isEmpty()) {
      leaders.remove(partition);
      return new Decision.Stay(partition, "no leader is known");
    }
    led(partition, leader.get(), now);
    return prospect(partition, leader.get(), mayLead)
        .map(prospect -> deliberation.decide(partition, prospect, changes.expectedMillis(now), now))
        .orElseGet(() -> new Decision.Stay(partition, "too little is measured yet"));
  }

  private Optional<Prospect> prospect(PartitionId partition, int leader, List<ReplicaId> mayLead) {
    DelayModel model = model(partition);
    Demand demand = demands.get(partition);
    Optional<DelayModel.View> present = model.view(demand, leader, leader);
    if (present.isEmpty() || surroundings.of(leader).isEmpty()) {
      return Optional.empty();
    }
    List<Prospect.Other> others = new ArrayList<>();
    for (int replica = 0; replica < surroundings.size(); replica++) {
      ReplicaId id = surroundings.replicas().get(replica);
      if (replica == leader || !mayLead.contains(id) || surroundings.of(replica).isEmpty()) {
        continue;
      }
      Optional<DelayModel.View> view = model.view(demand, leader, replica);
      if (view.isPresent()) {
        others.add(new Prospect.Other(id, model.estimate(present.get().minus(view.get()))));
      }
    }
    return Optional.of(
        new Prospect(
            surroundings.replicas().get(leader),
            model.estimate(present.get()).millis(),
            demand.perSecond(),
            others));
  }

  /** A replica leads a partition, perhaps since just now. */
  private void led(PartitionId partition, int leader, double now) {
    Integer before = leaders.put(partition, leader);
    if (before != null && before != leader) {
      movedAt.put(partition, now);
      work.moved(before, leader, surroundings.commitRate(partition), now);
    }
  }

  @Override
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis) {
    deliberation.moved(partition, pauseMillis);
    surroundings.place(to).ifPresent(leader -> led(partition, leader, nowMillis));
  }

  @Override
  public List<Candidate> candidates(PartitionId partition) {
    Demand demand = demands.get(partition);
    Integer leader = leaders.get(partition);
    return demand == null || leader == null
        ? List.of()
        : IntStream.range(0, surroundings.size())
            .mapToObj(replica -> candidate(model(partition), demand, leader, replica))
            .sorted(Candidate.BEST_FIRST)
            .toList();
  }

  private Candidate candidate(DelayModel model, Demand demand, int leader, int replica) {
    ReplicaId id = surroundings.replicas().get(replica);
    Optional<DelayModel.View> view = model.view(demand, leader, replica);
    if (view.isEmpty()) {
      return new Candidate(id, Optional.empty(), Map.of(), "its paths are not measured yet");
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("switches", demand.switchMillis()[replica]);
    model.parts(view.get(), parts);
    return new Candidate(id, Optional.of(model.estimate(view.get())), parts, "");
  }

  @Override
  public Optional<Estimate> commitDelay(PartitionId partition, ReplicaId source, ReplicaId leader) {
    Optional<Integer> from = surroundings.place(source);
    Optional<Integer> to = surroundings.place(leader);
    DelayModel model = model(partition);
    return from.isPresent() && to.isPresent()
        ? model.view(from.get(), to.get()).map(model::estimate)
        : Optional.empty();
  }
}
