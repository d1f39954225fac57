package io.vantage.seer.simulation;

import java.util.SplittableRandom;

/**
 * The paths between replicas, and between switches and replicas. A message takes the propagation
 * delay of its direction, what is injected at the port to which the receiving replica is attached,
 * and some jitter; those of one path in one direction arrive in the order in which they were sent.
 */
final class Links {
  private final Timeline timeline;
  private final SplittableRandom random;
  private final double jitterMillis;
  private final double jitterShare;
  private final int replicas;
  private final int switches;
  private final long[] propagation;
  private final long[] lastArrival;
  private final Steps[] injected;

  Links(
      Timeline timeline,
      Geography geography,
      Trace trace,
      SimulationSettings.Network settings,
      long seed) {
    this.timeline = timeline;
    this.random = new SplittableRandom(seed);
    this.jitterMillis = settings.jitterMillis();
    this.jitterShare = settings.jitterShare();
    this.replicas = geography.replicas().size();
    this.switches = geography.switches().size();
    this.propagation = new long[replicas * replicas + 2 * switches * replicas];
    this.lastArrival = new long[propagation.length];
    this.injected = new Steps[replicas];
    SplittableRandom directions = new SplittableRandom(geography.hashCode());
    for (int r = 0; r < replicas; r++) {
      injected[r] = new Steps(0, trace.of(r, Injection.Kind.DELAY_MS));
      for (int other = 0; other < replicas; other++) {
        propagation[between(r, other)] =
            asymmetric(geography.replicaMillis(r, other), settings, directions);
      }
      for (int s = 0; s < switches; s++) {
        double millis = geography.switchMillis(s, r);
        propagation[up(s, r)] = asymmetric(millis, settings, directions);
        propagation[down(r, s)] = asymmetric(millis, settings, directions);
      }
    }
  }

  private static long asymmetric(
      double millis, SimulationSettings.Network settings, SplittableRandom random) {
    return Nanos.of(millis * (1 + settings.asymmetryShare() * (2 * random.nextDouble() - 1)));
  }

  private int between(int from, int to) {
    return from * replicas + to;
  }

  private int up(int device, int replica) {
    return replicas * replicas + device * replicas + replica;
  }

  private int down(int replica, int device) {
    return replicas * replicas + (switches + device) * replicas + replica;
  }

  /** From replica to replica; a replica reaches itself at once. */
  void send(int from, int to, Runnable onArrival) {
    if (from == to) {
      timeline.after(0, onArrival);
    } else {
      deliver(between(from, to), injectedAt(to), onArrival);
    }
  }

  /** From switch to replica. */
  void sendUp(int device, int replica, Runnable onArrival) {
    deliver(up(device, replica), injectedAt(replica), onArrival);
  }

  /** From replica to switch. */
  void sendDown(int replica, int device, Runnable onArrival) {
    deliver(down(replica, device), 0, onArrival);
  }

  private long injectedAt(int replica) {
    return Nanos.of(injected[replica].at(timeline.now()));
  }

  private void deliver(int path, long extra, Runnable onArrival) {
    double scale = jitterMillis * 1e6 + jitterShare * propagation[path];
    long jitter = (long) (-Math.log1p(-random.nextDouble()) * scale);
    long arrival = timeline.now() + propagation[path] + extra + jitter;
    arrival = Math.max(arrival, lastArrival[path] + 1);
    lastArrival[path] = arrival;
    timeline.at(arrival, onArrival);
  }
}
