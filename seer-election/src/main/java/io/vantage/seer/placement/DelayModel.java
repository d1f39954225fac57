package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Expects of a commit what its protocol does: a round trip from the source to the leader, one from
 * the leader to the follower that completes its majority, and service at each that grows with the
 * pressure on its CPU. How much it grows, how far the delay deviates from round trips, and what
 * else each leader adds, is learned from reports with its uncertainty.
 */
final class DelayModel {
  private static final int CONSTANT = 0;
  private static final int SOURCE_PATH = 1;
  private static final int MAJORITY_PATH = 2;
  private static final int LEADER_LOAD = 3;
  private static final int FOLLOWER_LOAD = 4;
  private static final int SOURCE_LOAD = 5;
  private static final int LEADERS = 6;

  /** Most of a CPU that can be told from all of it. */
  private static final double FULL = 0.95;

  private static final double CHANGED_LOAD_MILLIS = 1;

  private final Surroundings surroundings;
  private final boolean shaped;
  private final Map<ReplicaId, Integer> places = new HashMap<>();
  private final LinearFilter filter;
  private final Map<ReplicaId, Surprise> surprises = new HashMap<>();
  private double passedTo = Double.NaN;

  /**
   * @param shaped false to know nothing of the protocol and learn each leader's delay blindly
   */
  DelayModel(Surroundings surroundings, boolean shaped) {
    this.surroundings = surroundings;
    this.shaped = shaped;
    for (ReplicaId replica : surroundings.replicas()) {
      places.put(replica, LEADERS + places.size());
    }
    double[] mean = new double[LEADERS + places.size()];
    double[] deviation = new double[mean.length];
    double[] drift = new double[mean.length];
    if (shaped) {
      set(mean, 1, 0, 0, 0.2, 0.1, 0.1);
      set(deviation, 2, 0.1, 0.1, 0.3, 0.2, 0.2);
      set(drift, 0.05, 0.002, 0.002, 0.01, 0.01, 0.01);
    }
    Arrays.fill(deviation, LEADERS, mean.length, shaped ? 1 : 30);
    Arrays.fill(drift, LEADERS, mean.length, shaped ? 0.1 : 3);
    this.filter = new LinearFilter(mean, deviation, drift, 3, 0.5);
  }

  private static void set(double[] target, double... values) {
    System.arraycopy(values, 0, target, 0, values.length);
  }

  /**
   * A leader seen by the requests of a partition, or one request.
   *
   * @param known milliseconds that are measured, not learned
   * @param x what the learned part is linear in
   */
  record View(double known, double[] x) {
    View minus(View other) {
      double[] difference = x.clone();
      for (int i = 0; i < x.length; i++) {
        difference[i] -= other.x[i];
      }
      return new View(known - other.known, difference);
    }
  }

  void pass(double nowMillis) {
    if (nowMillis > passedTo) {
      filter.pass((nowMillis - passedTo) / 1_000);
    }
    passedTo = nowMillis;
  }

  /** The load of a replica has changed: what was learned of it holds less. */
  void disturb(ReplicaId replica) {
    filter.disturb(places.get(replica), CHANGED_LOAD_MILLIS);
  }

  void learn(ReplicaId source, ReplicaId leader, double atMillis, double delayMillis) {
    view(source, leader)
        .ifPresent(
            view -> {
              double error = delayMillis - view.known - filter.predict(view.x);
              surprises
                  .computeIfAbsent(leader, id -> new Surprise())
                  .change(atMillis, error / filter.spread(view.x), error)
                  .ifPresent(change -> filter.disturb(places.get(leader), Math.abs(change)));
              filter.learn(view.x, delayMillis - view.known);
            });
  }

  Estimate estimate(View view) {
    return new Estimate(view.known + filter.predict(view.x), filter.deviation(view.x));
  }

  /** One request; empty while its paths are not measured. */
  Optional<View> view(ReplicaId source, ReplicaId leader) {
    OptionalDouble path = surroundings.rtt(source, leader);
    return path.isEmpty() ? Optional.empty() : view(Map.of(source, 1.0), leader, 1);
  }

  /** The requests of a partition, without the paths of packet-ins. */
  Optional<View> view(Demand demand, ReplicaId leader) {
    return view(demand.sources(), leader, demand.commits());
  }

  private Optional<View> view(Map<ReplicaId, Double> sources, ReplicaId leader, double commits) {
    double[] x = new double[LEADERS + places.size()];
    x[places.get(leader)] = commits;
    if (!shaped) {
      return Optional.of(new View(0, x));
    }
    Optional<Follower> completing = completing(leader);
    double paths = 0;
    for (Map.Entry<ReplicaId, Double> source : sources.entrySet()) {
      OptionalDouble rtt = surroundings.rtt(source.getKey(), leader);
      if (rtt.isEmpty() || completing.isEmpty()) {
        return Optional.empty();
      }
      paths += source.getValue() * rtt.getAsDouble();
      if (!source.getKey().equals(leader)) {
        x[SOURCE_LOAD] += source.getValue() * pressure(source.getKey());
      }
    }
    double majority = commits * completing.get().rtt;
    x[CONSTANT] = commits;
    x[SOURCE_PATH] = paths;
    x[MAJORITY_PATH] = majority;
    x[LEADER_LOAD] = commits * pressure(leader);
    x[FOLLOWER_LOAD] = commits * completing.get().pressure;
    return Optional.of(new View(paths + majority, x));
  }

  private record Follower(double rtt, double pressure) {}

  /** Who answers as the last one that a majority needs. */
  private Optional<Follower> completing(ReplicaId leader) {
    int needed = surroundings.replicas().size() / 2;
    if (needed == 0) {
      return Optional.of(new Follower(0, 0));
    }
    List<Follower> followers = new ArrayList<>();
    for (ReplicaId follower : surroundings.replicas()) {
      OptionalDouble rtt = surroundings.rtt(leader, follower);
      if (!follower.equals(leader) && rtt.isPresent()) {
        followers.add(new Follower(rtt.getAsDouble(), pressure(follower)));
      }
    }
    if (followers.size() < needed) {
      return Optional.empty();
    }
    double slope = Math.max(0, filter.coefficient(FOLLOWER_LOAD));
    followers.sort(Comparator.comparingDouble(each -> each.rtt + slope * each.pressure));
    return Optional.of(followers.get(needed - 1));
  }

  /** How much longer work takes beside other work: busy over idle share of the CPU. */
  private double pressure(ReplicaId replica) {
    double cpu = Math.min(FULL, surroundings.of(replica).map(Observation::cpu).orElse(0.0));
    return cpu / (1 - cpu);
  }

  /** Of an estimate, by name. */
  void parts(View view, Map<String, Double> parts) {
    double sources = shaped ? view.x[SOURCE_PATH] : 0;
    double majority = shaped ? view.x[MAJORITY_PATH] : 0;
    double service =
        view.x[CONSTANT] * filter.coefficient(CONSTANT)
            + view.x[LEADER_LOAD] * filter.coefficient(LEADER_LOAD)
            + view.x[FOLLOWER_LOAD] * filter.coefficient(FOLLOWER_LOAD)
            + view.x[SOURCE_LOAD] * filter.coefficient(SOURCE_LOAD);
    parts.put("sources", sources);
    parts.put("majority", majority);
    parts.put("service", service);
    parts.put("residual", filter.predict(view.x) - service);
  }
}
