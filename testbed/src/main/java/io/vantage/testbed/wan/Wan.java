package io.vantage.testbed.wan;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.simulation.Geography;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Delays and faults of the paths between ends: replicas come first (0, 1, ...), then switches.
 *
 * <p>What travels from a to b takes the propagation delay between their places, plus what {@link
 * #delay} adds at b if b is a replica (as a queue on the port before it does: once per round trip),
 * plus what was added to the pair. Any thread; changes take effect at once and keep the order of
 * what is under way.
 */
public final class Wan {
  private final Geography geography;
  private final double[] extraMillis;
  private final Map<Pair, Disturbance> disturbances = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Conditions[][] conditions;

  /**
   * What a message from one end to another meets.
   *
   * @param cut true if nothing gets through; what was sent waits, as TCP would send it again
   * @param bytesPerSecond infinite unless limited
   */
  record Conditions(long delayNanos, boolean cut, double bytesPerSecond) {}

  /**
   * What was changed between two ends, in both directions.
   *
   * @param megabitsPerSecond 0 for no limit
   */
  public record Disturbance(double extraMillis, boolean cut, double megabitsPerSecond) {
    static final Disturbance NONE = new Disturbance(0, false, 0);

    Disturbance withExtra(double millis) {
      return new Disturbance(millis, cut, megabitsPerSecond);
    }

    Disturbance withCut(boolean now) {
      return new Disturbance(extraMillis, now, megabitsPerSecond);
    }

    Disturbance withLimit(double limit) {
      return new Disturbance(extraMillis, cut, limit);
    }
  }

  private record Pair(int a, int b) {
    static Pair of(int a, int b) {
      return new Pair(Math.min(a, b), Math.max(a, b));
    }
  }

  public Wan(Geography geography) {
    this.geography = geography;
    this.extraMillis = new double[geography.replicas().size()];
    this.conditions = compute();
  }

  public Geography geography() {
    return geography;
  }

  /** Number of replicas and switches. */
  public int ends() {
    return geography.replicas().size() + geography.switches().size();
  }

  /** The end that is called so: a replica's name or a switch's datapath id. */
  public int end(String name) {
    int replica = geography.replicas().stream().map(ReplicaId::name).toList().indexOf(name);
    if (replica >= 0) {
      return replica;
    }
    String rule =
        "'%s' is neither a replica (%s to %s) nor a switch of this network"
            .formatted(
                name,
                geography.replicas().get(0),
                geography.replicas().get(geography.replicas().size() - 1));
    try {
      int device = geography.switches().indexOf(DatapathId.parse(name));
      if (device >= 0) {
        return geography.replicas().size() + device;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(rule, e);
    }
    throw new IllegalArgumentException(rule);
  }

  String name(int end) {
    int replicas = geography.replicas().size();
    return end < replicas
        ? geography.replicas().get(end).name()
        : geography.switches().get(end - replicas).toString();
  }

  boolean isReplica(int end) {
    return end < geography.replicas().size();
  }

  /** Propagation between two ends one way, in milliseconds; at least one of them is a replica. */
  double baseMillis(int a, int b) {
    int replicas = geography.replicas().size();
    if (a >= replicas) {
      return geography.switchDelays()[a - replicas][b];
    }
    return b >= replicas
        ? geography.switchDelays()[b - replicas][a]
        : geography.replicaDelays()[a][b];
  }

  double extraMillis(int replica) {
    synchronized (this) {
      return extraMillis[replica];
    }
  }

  synchronized Disturbance disturbance(int a, int b) {
    return disturbances.getOrDefault(Pair.of(a, b), Disturbance.NONE);
  }

  /** The conditions now. */
  Conditions conditions(int from, int to) {
    return conditions[from][to];
  }

  /** Adds a delay to all that goes to a replica; 0 ends it. */
  public void delay(int replica, double millis) {
    synchronized (this) {
      extraMillis[replica] = millis;
      conditions = compute();
    }
    changed();
  }

  /** Sets what is added between two ends, in both directions. */
  public void disturb(int a, int b, Disturbance disturbance) {
    if (a == b || !(isReplica(a) || isReplica(b))) {
      throw new IllegalArgumentException(
          "there is no path between " + name(a) + " and " + name(b) + "; one must be a replica");
    }
    synchronized (this) {
      if (disturbance.equals(Disturbance.NONE)) {
        disturbances.remove(Pair.of(a, b));
      } else {
        disturbances.put(Pair.of(a, b), disturbance);
      }
      conditions = compute();
    }
    changed();
  }

  /** Cuts all paths of an end, or heals them. */
  public void cut(int end, boolean cut) {
    synchronized (this) {
      for (int other = 0; other < ends(); other++) {
        if (other != end && (isReplica(other) || isReplica(end))) {
          Pair pair = Pair.of(end, other);
          Disturbance now = disturbances.getOrDefault(pair, Disturbance.NONE).withCut(cut);
          disturbances.put(pair, now);
        }
      }
      disturbances.values().removeIf(Disturbance.NONE::equals);
      conditions = compute();
    }
    changed();
  }

  /** Ends all delays, cuts and limits that were added. */
  public void reset() {
    synchronized (this) {
      disturbances.clear();
      Arrays.fill(extraMillis, 0);
      conditions = compute();
    }
    changed();
  }

  /** Called after every change, on the thread that made it. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Paths that are disturbed now, as pairs of ends. */
  synchronized List<int[]> disturbed() {
    List<int[]> pairs = new ArrayList<>();
    disturbances.keySet().forEach(pair -> pairs.add(new int[] {pair.a(), pair.b()}));
    pairs.sort(Comparator.<int[]>comparingInt(p -> p[0]).thenComparingInt(p -> p[1]));
    return pairs;
  }

  private Conditions[][] compute() {
    Conditions[][] all = new Conditions[ends()][ends()];
    for (int from = 0; from < ends(); from++) {
      for (int to = 0; to < ends(); to++) {
        if (from != to && (isReplica(from) || isReplica(to))) {
          all[from][to] = compute(from, to);
        }
      }
    }
    return all;
  }

  private Conditions compute(int from, int to) {
    Disturbance pair = disturbance(from, to);
    double millis =
        baseMillis(from, to) + (isReplica(to) ? extraMillis[to] : 0) + pair.extraMillis();
    double limit =
        pair.megabitsPerSecond() == 0
            ? Double.POSITIVE_INFINITY
            : pair.megabitsPerSecond() * 1e6 / 8;
    return new Conditions((long) (millis * TimeUnit.MILLISECONDS.toNanos(1)), pair.cut(), limit);
  }
}
