package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What SEER knows and wants of one partition. */
final class SeerPartition {
  /** Terms after which an exploration ends though it has not collected its samples. */
  private static final int PATIENCE = 3;

  private final PartitionId id;
  private final List<ReplicaId> replicas;
  private final SeerStrategySettings settings;
  private final Map<ReplicaId, LeaderModel> models = new HashMap<>();
  private final SampleAssembly assembly;
  private final Deque<ReplicaId> unexplored = new ArrayDeque<>();
  private double exploringSince = Double.NaN;
  private double wishedSince = Double.NaN;

  SeerPartition(
      PartitionId id,
      List<ReplicaId> replicas,
      SeerStrategySettings settings,
      Function<ReplicaId, LeaderModel> model) {
    this.id = id;
    this.replicas = replicas;
    this.settings = settings;
    this.assembly = new SampleAssembly(replicas);
    replicas.forEach(replica -> models.put(replica, model.apply(replica)));
  }

  void report(CommitReport report, Observation atLeader) {
    LeaderModel model = models.get(report.leader());
    if (model != null) {
      assembly.add(report, atLeader).ifPresent(model::add);
    }
  }

  /** Replicas are in novel states: each is to lead for a term, the present leader first. */
  void explore(List<ReplicaId> novel, Optional<ReplicaId> leader) {
    novel.stream().filter(each -> !unexplored.contains(each)).forEach(unexplored::addLast);
    leader.filter(unexplored::remove).ifPresent(unexplored::addFirst);
    exploringSince = Double.NaN;
    wishedSince = Double.NaN;
  }

  boolean isExploring() {
    return !unexplored.isEmpty();
  }

  /**
   * @param due whether it is time to predict
   * @param mayLead where leadership may move to
   * @param newest the newest features of a replica
   */
  Decision decide(
      ReplicaId leader,
      double now,
      boolean due,
      List<ReplicaId> mayLead,
      Function<ReplicaId, Optional<double[]>> newest) {
    boolean explored = false;
    while (isExploring()) {
      Optional<Decision> next = exploration(leader, now);
      if (next.isPresent()) {
        return next.get();
      }
      explored = true;
    }
    if (!explored && !due) {
      return new Decision.Stay(id, "the next prediction is not due yet");
    }
    models.get(leader).fit();
    return best(leader, mayLead, newest);
  }

  /** What to do for the replica that is to be explored; empty if that has ended. */
  private Optional<Decision> exploration(ReplicaId leader, double now) {
    ReplicaId next = unexplored.getFirst();
    if (!leader.equals(next)) {
      wishedSince = Double.isNaN(wishedSince) ? now : wishedSince;
      if (now - wishedSince > PATIENCE * settings.termMillis()) {
        return ended();
      }
      return Optional.of(
          new Decision.Explore(id, leader, next, next + " is in a state that was not seen before"));
    }
    exploringSince = Double.isNaN(exploringSince) ? now : exploringSince;
    double term = now - exploringSince;
    boolean enough = models.get(next).fresh() >= settings.termSamples();
    if (term < settings.termMillis() || (!enough && term < PATIENCE * settings.termMillis())) {
      return Optional.of(new Decision.Stay(id, next + " is being explored"));
    }
    models.get(next).fit();
    return ended();
  }

  private Optional<Decision> ended() {
    unexplored.removeFirst();
    exploringSince = Double.NaN;
    wishedSince = Double.NaN;
    return Optional.empty();
  }

  private Decision best(
      ReplicaId leader, List<ReplicaId> mayLead, Function<ReplicaId, Optional<double[]>> newest) {
    Optional<Double> present = score(leader, newest);
    if (present.isEmpty()) {
      return new Decision.Stay(id, leader + " has no model yet");
    }
    ReplicaId best = leader;
    double least = present.get();
    for (ReplicaId replica : mayLead) {
      double score = score(replica, newest).orElse(Double.POSITIVE_INFINITY);
      if (score < least) {
        least = score;
        best = replica;
      }
    }
    if (best.equals(leader)) {
      return new Decision.Stay(id, leader + " has the least predicted delay");
    }
    double gain = present.get() - least;
    return new Decision.Move(
        id, leader, best, gain, "%s is predicted to save %.1f ms".formatted(best, gain));
  }

  /** f(r): the mean of the delays predicted for the sources. */
  Optional<Double> score(ReplicaId replica, Function<ReplicaId, Optional<double[]>> newest) {
    return predict(replica, newest)
        .map(
            delays -> {
              double sum = 0;
              for (double delay : delays) {
                sum += delay;
              }
              return sum / delays.length;
            });
  }

  /** Delays by source. */
  Optional<double[]> predict(ReplicaId replica, Function<ReplicaId, Optional<double[]>> newest) {
    return newest.apply(replica).flatMap(models.get(replica)::predict);
  }
}
