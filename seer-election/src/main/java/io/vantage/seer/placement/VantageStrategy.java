package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
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
  private static final double PAUSE_SMOOTHING = 0.2;

  private final VantageSettings settings;
  private final Surroundings surroundings;
  private final Changes changes = new Changes();
  private final Deque<CommitReport> backlog = new ArrayDeque<>();
  private final Map<PartitionId, DelayModel> models = new HashMap<>();
  private final Map<PartitionId, Demand> demands = new HashMap<>();
  private final Map<PartitionId, Double> movedAt = new HashMap<>();
  private double pauseMillis = 50;
  private double decidedAt = Double.NEGATIVE_INFINITY;

  public VantageStrategy(List<ReplicaId> replicas, VantageSettings settings) {
    this.surroundings = new Surroundings(replicas);
    this.settings = settings;
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
    if (settings.residuals()) {
      backlog.addLast(report);
      if (backlog.size() > LARGEST_BACKLOG) {
        backlog.removeFirst();
      }
    }
  }

  private DelayModel model(PartitionId partition) {
    PartitionId key = settings.shared() ? PartitionId.SYSTEM : partition;
    return models.computeIfAbsent(key, id -> new DelayModel(surroundings, settings.prior()));
  }

  @Override
  public List<Decision> decide(Situation situation) {
    double now = situation.nowMillis();
    learn(now);
    if (!settings.detection() && now - decidedAt < PERIOD_WITHOUT_DETECTION) {
      return List.of();
    }
    decidedAt = now;
    demands.keySet().retainAll(situation.partitions().keySet());
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (partition, led) -> {
              demands.put(partition, demand(partition, led));
              decisions.add(decide(partition, led, now));
            });
    return decisions;
  }

  /** Reports wait until it would be known if something had changed under them. */
  private void learn(double now) {
    while (!backlog.isEmpty()
        && backlog.getFirst().atMillis() <= now - settings.learnAfterMillis()) {
      CommitReport report = backlog.removeFirst();
      double began = report.atMillis() - report.delayMillis();
      if (began > movedAt.getOrDefault(report.partition(), Double.NEGATIVE_INFINITY)
          && !changes.pathChangedSince(report.source(), report.leader(), began)
          && !changes.loadChangedSince(report.leader(), began)) {
        learn(report);
      }
    }
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
    return settings.rates()
        ? Demand.measured(surroundings, partition, led.switches(), settings.unreachedMillis())
        : Demand.uniform(surroundings, led.switches(), settings.unreachedMillis());
  }

  private Decision decide(PartitionId partition, Situation.Led led, double now) {
    Demand demand = demands.get(partition);
    DelayModel model = model(partition);
    Optional<Integer> leader = led.leader().flatMap(surroundings::place);
    Optional<DelayModel.View> present = leader.flatMap(place -> model.view(demand, place));
    if (present.isEmpty()) {
      return new Decision.Stay(partition, "too little is measured yet");
    }
    double leadMillis = model.estimate(present.get()).millis();
    int best = leader.get();
    Estimate gain = new Estimate(0, 0);
    for (int replica = 0; replica < surroundings.size(); replica++) {
      Optional<DelayModel.View> view = model.view(demand, replica);
      if (view.isPresent() && replica != leader.get()) {
        Estimate better = model.estimate(present.get().minus(view.get()));
        if (better.millis() > gain.millis()) {
          gain = better;
          best = replica;
        }
      }
    }
    return weigh(
        partition,
        led.leader().get(),
        surroundings.replicas().get(best),
        gain,
        leadMillis,
        demand,
        now);
  }

  private Decision weigh(
      PartitionId partition,
      ReplicaId leader,
      ReplicaId best,
      Estimate gain,
      double leadMillis,
      Demand demand,
      double now) {
    if (best.equals(leader)) {
      return new Decision.Stay(partition, "no other replica would answer sooner");
    }
    double margin = Math.max(settings.marginMillis(), settings.marginShare() * leadMillis);
    if (gain.millis() < margin) {
      return new Decision.Stay(
          partition,
          "%s would save %.1f ms, which is within the margin".formatted(best, gain.millis()));
    }
    if (gain.millis() < settings.certainty() * gain.uncertaintyMillis()) {
      return new Decision.Stay(
          partition,
          "%s would save %.1f ms, but that is uncertain by %.1f ms"
              .formatted(best, gain.millis(), gain.uncertaintyMillis()));
    }
    double seconds = changes.expectedMillis(now) / 1_000;
    double benefit = gain.millis() * demand.perSecond() * seconds;
    double cost =
        demand.perSecond() * pauseMillis / 1_000 * pauseMillis / 2 + settings.transferCost();
    if (benefit < cost) {
      return new Decision.Stay(
          partition,
          "%s would save %.1f ms, but things last for %.0f s only and a transfer pauses for %.0f ms"
              .formatted(best, gain.millis(), seconds, pauseMillis));
    }
    return new Decision.Move(
        partition,
        leader,
        best,
        gain.millis(),
        "%s saves %.1f ms of %.1f ms per request".formatted(best, gain.millis(), leadMillis));
  }

  @Override
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pause) {
    movedAt.put(partition, nowMillis);
    if (pause >= 0) {
      pauseMillis += PAUSE_SMOOTHING * (pause - pauseMillis);
    }
  }

  @Override
  public List<Candidate> candidates(PartitionId partition) {
    Demand demand = demands.get(partition);
    return demand == null
        ? List.of()
        : IntStream.range(0, surroundings.size())
            .mapToObj(replica -> candidate(model(partition), demand, replica))
            .sorted(Candidate.BEST_FIRST)
            .toList();
  }

  private Candidate candidate(DelayModel model, Demand demand, int replica) {
    ReplicaId id = surroundings.replicas().get(replica);
    Optional<DelayModel.View> view = model.view(demand, replica);
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
