package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Observation;
import java.util.HashMap;
import java.util.Map;

/**
 * When paths and loads have changed last, and how long the cluster usually stays as it is. One
 * thread at a time.
 */
final class Changes {
  private static final double PATH_MILLIS = 1;
  private static final double PATH_SHARE = 0.1;
  private static final double LOAD = 0.15;

  /** Changes that are nearer to each other are one. */
  private static final double SAME_MILLIS = 1_000;

  /** Until experience says otherwise, and worth so many experiences. */
  private static final double USUAL_MILLIS = 30_000;

  private static final double FORGETTING = 0.9;

  private final Map<ReplicaId, Level> loads = new HashMap<>();
  private final Map<ReplicaId, Map<ReplicaId, Level>> paths = new HashMap<>();
  private double changedAt = Double.NEGATIVE_INFINITY;
  private double intervals = USUAL_MILLIS;
  private double count = 1;

  private static final class Level {
    private double value;
    private double changedAt = Double.NEGATIVE_INFINITY;

    Level(double value) {
      this.value = value;
    }
  }

  /** True if the load of the replica has changed. */
  boolean observe(Observation observation) {
    double now = observation.atMillis();
    Map<ReplicaId, Level> own = paths.computeIfAbsent(observation.replica(), id -> new HashMap<>());
    observation
        .replicaRtts()
        .forEach(
            (peer, rtt) -> {
              Level level = own.computeIfAbsent(peer, id -> new Level(rtt));
              step(level, rtt, Math.max(PATH_MILLIS, PATH_SHARE * level.value), now);
            });
    Level load = loads.computeIfAbsent(observation.replica(), id -> new Level(observation.cpu()));
    return step(load, observation.cpu(), LOAD, now);
  }

  private boolean step(Level level, double value, double tolerance, double now) {
    if (Math.abs(value - level.value) <= tolerance) {
      return false;
    }
    level.value = value;
    level.changedAt = now;
    if (now - changedAt > SAME_MILLIS) {
      if (changedAt > Double.NEGATIVE_INFINITY) {
        intervals = FORGETTING * intervals + now - changedAt;
        count = FORGETTING * count + 1;
      }
      changedAt = now;
    }
    return true;
  }

  /** How long the present state may be expected to last. */
  double expectedMillis(double nowMillis) {
    double open = changedAt > Double.NEGATIVE_INFINITY ? nowMillis - changedAt : 0;
    return Math.max(intervals / count, (intervals + open) / (count + 1));
  }

  boolean pathChangedSince(ReplicaId a, ReplicaId b, double millis) {
    return changedSince(paths.getOrDefault(a, Map.of()).get(b), millis)
        || changedSince(paths.getOrDefault(b, Map.of()).get(a), millis);
  }

  boolean anyPathChangedSince(ReplicaId replica, double millis) {
    return paths.keySet().stream().anyMatch(peer -> pathChangedSince(replica, peer, millis));
  }

  boolean loadChangedSince(ReplicaId replica, double millis) {
    return changedSince(loads.get(replica), millis);
  }

  private static boolean changedSince(Level level, double millis) {
    return level != null && level.changedAt >= millis;
  }
}
