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
  private static final int PATHS = 1;
  private static final int MAJORITY = 2;
  private static final int LEADER_LOAD = 3;
  private static final int FOLLOWER_LOAD = 4;
  private static final int SOURCE_LOAD = 5;
  private static final int LEADERS = 6;

  /** Most of a CPU that can be told from all of it. */
  private static final double FULL = 0.98;

  /** Least time of service, until more is known of it. */
  private static final double SERVICE_MILLIS = 0.2;

  private static final double CHANGED_LOAD_MILLIS = 1;

  /**
   * What a leader added to its delay for no visible reason, as a cold start does, is believed for
   * about so long after it has ceased to lead; then it gets another chance.
   */
  private static final double MEMORY_SECONDS = 60;

  private final Surroundings surroundings;
  private final LeadWork work;
  private final boolean shaped;
  private final LinearFilter filter;
  private final Surprise[] surprises;
  private final Chunk[] chunks;
  private double passedTo = Double.NaN;

  /**
   * @param shaped false to know nothing of the protocol and learn each leader's delay blindly
   */
  DelayModel(Surroundings surroundings, LeadWork work, boolean shaped) {
    this.surroundings = surroundings;
    this.work = work;
    this.shaped = shaped;
    this.surprises = new Surprise[surroundings.size()];
    this.chunks = new Chunk[surprises.length];
    Arrays.setAll(surprises, i -> new Surprise());
    Arrays.setAll(chunks, i -> new Chunk());
    double[] mean = new double[LEADERS + surprises.length];
    double[] deviation = new double[mean.length];
    double[] drift = new double[mean.length];
    if (shaped) {
      set(mean, 1, 0, 0, 1, 0.3, 0.3);
      set(deviation, 1, 0.1, 0.3, 1, 0.3, 0.3);
      set(drift, 0.02, 0.001, 0.002, 0.02, 0.01, 0.01);
    }
    Arrays.fill(deviation, LEADERS, mean.length, shaped ? 0.5 : 30);
    Arrays.fill(drift, LEADERS, mean.length, shaped ? 0.02 : 3);
    this.filter = new LinearFilter(mean, deviation, drift, 2, 1);
    for (int leader = LEADERS; shaped && leader < mean.length; leader++) {
      filter.forget(leader, MEMORY_SECONDS);
    }
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

  /** A report; what was believed of its paths still holds. */
  void learn(int source, int leader, double atMillis, double delayMillis) {
    view(source, leader)
        .flatMap(view -> chunks[leader].add(view, atMillis, delayMillis))
        .ifPresent(mean -> learn(leader, mean));
  }

  private void learn(int leader, Chunk.Mean mean) {
    double error = mean.learned() - filter.predict(mean.x());
    surprises[leader]
        .change(error / filter.spread(mean.x()), error)
        .ifPresent(change -> filter.disturb(LEADERS + leader, Math.abs(change)));
    filter.learn(mean.x(), mean.learned());
  }

  Estimate estimate(View view) {
    return new Estimate(view.known + filter.predict(view.x), filter.deviation(view.x));
  }

  /** One request under a leader; empty while its paths are not measured. */
  Optional<View> view(int source, int leader) {
    double[] sources = new double[surroundings.size()];
    sources[source] = 1;
    return view(sources, leader, 1, surroundings.cpus());
  }

  /**
   * The requests of a partition under a candidate; empty while its paths are not measured.
   *
   * @param present leader, whose work the candidate would take over
   */
  Optional<View> view(Demand demand, int present, int candidate) {
    double[] cpus = surroundings.cpus();
    double taken = work.cpu(demand.commits() * demand.perSecond());
    cpus[present] = Math.max(0, cpus[present] - taken);
    cpus[candidate] += taken;
    return view(demand.sources(), candidate, demand.commits(), cpus)
        .map(view -> view.plus(demand.switchMillis()[candidate]));
  }

  private Optional<View> view(double[] sources, int leader, double commits, double[] cpus) {
    double[] x = new double[LEADERS + surroundings.size()];
    x[LEADERS + leader] = commits;
    if (!shaped) {
      return Optional.of(new View(0, x));
    }
    int completing = completing(leader, cpus);
    if (completing < 0) {
      return Optional.empty();
    }
    double paths = 0;
    for (int source = 0; source < sources.length; source++) {
      if (source != leader && sources[source] > 0) {
        paths += sources[source] * surroundings.rtt(source, leader);
        x[SOURCE_LOAD] += sources[source] * waitMillis(cpus[source]);
      }
    }
    double majority = commits * surroundings.rtt(leader, completing);
    x[CONSTANT] = commits;
    x[PATHS] = paths + majority;
    x[MAJORITY] = majority;
    x[LEADER_LOAD] = commits * waitMillis(cpus[leader]);
    x[FOLLOWER_LOAD] = completing == leader ? 0 : commits * waitMillis(cpus[completing]);
    return Double.isNaN(paths) ? Optional.empty() : Optional.of(new View(paths + majority, x));
  }

  /** Who answers as the last one that a majority needs, the leader first; negative if unknown. */
  private int completing(int leader, double[] cpus) {
    int size = surroundings.size();
    double slope = Math.max(0, filter.coefficient(FOLLOWER_LOAD));
    double[] answers = new double[size];
    for (int i = 0; i < size; i++) {
      answers[i] = i == leader ? -1 : surroundings.rtt(leader, i) + slope * waitMillis(cpus[i]);
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

  /** How long a command of the usual work waits for a CPU of this load: a queue's expectation. */
  private double waitMillis(double cpu) {
    double load = Math.min(FULL, cpu);
    return Math.max(SERVICE_MILLIS, 1_000 * work.cpu(1)) * load / (1 - load);
  }

  /** What an estimate consists of, by name. */
  void parts(View view, Map<String, Double> parts) {
    double service = 0;
    for (int i : new int[] {CONSTANT, LEADER_LOAD, FOLLOWER_LOAD, SOURCE_LOAD}) {
      service += view.x[i] * filter.coefficient(i);
    }
    parts.put("sources", view.x[PATHS] - view.x[MAJORITY]);
    parts.put("majority", view.x[MAJORITY]);
    parts.put("service", service);
    parts.put("residual", filter.predict(view.x) - service);
  }
}
