package io.vantage.seer.placement;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Expects of a commit what its protocol does: a round trip from the source to the leader, one from
 * the leader to the follower that completes its majority, and service at each that grows with the
 * pressure on its CPU. How much it grows, how far the delay deviates from round trips, and what
 * else each leader adds, is learned from reports with its uncertainty. Replicas go by their place.
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
  private final LinearFilter filter;
  private final Surprise[] surprises;
  private double passedTo = Double.NaN;

  /**
   * @param shaped false to know nothing of the protocol and learn each leader's delay blindly
   */
  DelayModel(Surroundings surroundings, boolean shaped) {
    this.surroundings = surroundings;
    this.shaped = shaped;
    this.surprises = new Surprise[surroundings.size()];
    Arrays.setAll(surprises, i -> new Surprise());
    double[] mean = new double[LEADERS + surprises.length];
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
   * A leader seen by the requests of a partition, or by one request.
   *
   * @param known milliseconds that are measured, not learned
   * @param x what the learned part is linear in
   */
  record View(double known, double[] x) {
    View plus(double millis) {
      return new View(known + millis, x);
    }

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
  void disturb(int replica) {
    filter.disturb(LEADERS + replica, CHANGED_LOAD_MILLIS);
  }

  void learn(int source, int leader, double atMillis, double delayMillis) {
    Optional<View> view = view(source, leader);
    if (view.isEmpty()) {
      return;
    }
    double[] x = view.get().x;
    double learned = delayMillis - view.get().known;
    double error = learned - filter.predict(x);
    surprises[leader]
        .change(atMillis, error / filter.spread(x), error)
        .ifPresent(change -> filter.disturb(LEADERS + leader, Math.abs(change)));
    filter.learn(x, learned);
  }

  Estimate estimate(View view) {
    return new Estimate(view.known + filter.predict(view.x), filter.deviation(view.x));
  }

  /** One request; empty while its paths are not measured. */
  Optional<View> view(int source, int leader) {
    double[] sources = new double[surroundings.size()];
    sources[source] = 1;
    return view(sources, leader, 1);
  }

  /** The requests of a partition; empty while their paths are not measured. */
  Optional<View> view(Demand demand, int leader) {
    return view(demand.sources(), leader, demand.commits())
        .map(view -> view.plus(demand.switchMillis()[leader]));
  }

  private Optional<View> view(double[] sources, int leader, double commits) {
    double[] x = new double[LEADERS + surroundings.size()];
    x[LEADERS + leader] = commits;
    if (!shaped) {
      return Optional.of(new View(0, x));
    }
    int completing = completing(leader);
    if (completing < 0) {
      return Optional.empty();
    }
    double paths = 0;
    for (int source = 0; source < sources.length; source++) {
      if (source != leader && sources[source] > 0) {
        paths += sources[source] * surroundings.rtt(source, leader);
        x[SOURCE_LOAD] += sources[source] * pressure(source);
      }
    }
    double majority = commits * surroundings.rtt(leader, completing);
    x[CONSTANT] = commits;
    x[SOURCE_PATH] = paths;
    x[MAJORITY_PATH] = majority;
    x[LEADER_LOAD] = commits * pressure(leader);
    x[FOLLOWER_LOAD] = completing == leader ? 0 : commits * pressure(completing);
    return Double.isNaN(paths) ? Optional.empty() : Optional.of(new View(paths + majority, x));
  }

  /** Who answers as the last one that a majority needs, the leader first; negative if unknown. */
  private int completing(int leader) {
    int size = surroundings.size();
    double slope = Math.max(0, filter.coefficient(FOLLOWER_LOAD));
    double[] answers = new double[size];
    for (int i = 0; i < size; i++) {
      answers[i] = i == leader ? -1 : surroundings.rtt(leader, i) + slope * pressure(i);
    }
    double[] sorted = answers.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < size; i++) {
      if (answers[i] == sorted[size / 2]) {
        return i;
      }
    }
    return -1;
  }

  /** How much longer work takes beside other work: busy over idle share of the CPU. */
  private double pressure(int replica) {
    double cpu = Math.min(FULL, surroundings.cpu(replica));
    return cpu / (1 - cpu);
  }

  /** What an estimate consists of, by name. */
  void parts(View view, Map<String, Double> parts) {
    double service = 0;
    for (int i : new int[] {CONSTANT, LEADER_LOAD, FOLLOWER_LOAD, SOURCE_LOAD}) {
      service += view.x[i] * filter.coefficient(i);
    }
    parts.put("sources", view.x[SOURCE_PATH]);
    parts.put("majority", view.x[MAJORITY_PATH]);
    parts.put("service", service);
    parts.put("residual", filter.predict(view.x) - service);
  }
}
