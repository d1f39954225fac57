package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Where the requests of a partition come from.
 *
 * @param sources share of all requests that enter at each replica
 * @param switchMillis what the paths of packet-ins to each replica, as a leader, add to the mean
 *     response time of all requests
 * @param commits share of the requests that wait for a commit
 * @param perSecond all requests together
 */
record Demand(double[] sources, double[] switchMillis, double commits, double perSecond) {
  /** Requests per second that are assumed beside those measured, so that idle is like uniform. */
  private static final double ASSUMED = 0.05;

  private static final int NOBODY = -1;

  /**
   * By what has been measured.
   *
   * @param unreachedMillis how far a switch counts as away from a leader that does not reach it
   *     while another replica does
   * @param leader what it does not reach does not count while it may just be connecting: no reason
   *     to move away, though one not to move to others that do not reach it
   */
  static Demand measured(
      Surroundings surroundings,
      PartitionId partition,
      Set<DatapathId> switches,
      double unreachedMillis,
      Optional<Integer> leader) {
    double[] sources = new double[surroundings.size()];
    double sum = 0;
    for (int i = 0; i < sources.length; i++) {
      sources[i] = surroundings.commandRate(i, partition) + ASSUMED / sources.length;
      sum += sources[i];
    }
    Paths paths = new Paths(surroundings, unreachedMillis, leader);
    double assumed = ASSUMED / Math.max(1, switches.size());
    paths.add(switches, device -> surroundings.packetInRate(device) + assumed);
    sum += paths.weight;
    double commits = surroundings.commitRate(partition);
    return divided(sources, paths.millis, commits > 0 ? Math.min(1, commits / sum) : 1, sum, sum);
  }

  /** As if all replicas, and all switches if there are any, asked alike. */
  static Demand uniform(
      Surroundings surroundings,
      Set<DatapathId> switches,
      double unreachedMillis,
      Optional<Integer> leader) {
    double[] sources = new double[surroundings.size()];
    Arrays.fill(sources, 1.0 / sources.length);
    Paths paths = new Paths(surroundings, unreachedMillis, leader);
    paths.add(switches, device -> 1.0 / switches.size());
    return divided(sources, paths.millis, 1, switches.isEmpty() ? 1 : 2, 1);
  }

  private static Demand divided(
      double[] sources, double[] millis, double commits, double sum, double perSecond) {
    for (int i = 0; i < sources.length; i++) {
      sources[i] /= sum;
      millis[i] /= sum;
    }
    return new Demand(sources, millis, commits, perSecond);
  }

  /** Weighted round-trip times from switches to each replica. */
  private static final class Paths {
    private final Surroundings surroundings;
    private final double unreachedMillis;
    private final int leader;
    private final double[] millis;
    private final double[] rtts;
    private double weight;

    Paths(Surroundings surroundings, double unreachedMillis, Optional<Integer> leader) {
      this.surroundings = surroundings;
      this.unreachedMillis = unreachedMillis;
      this.leader = leader.orElse(NOBODY);
      this.millis = new double[surroundings.size()];
      this.rtts = new double[surroundings.size()];
    }

    void add(Set<DatapathId> switches, ToDoubleFunction<DatapathId> rate) {
      for (DatapathId device : switches) {
        add(device, rate.applyAsDouble(device));
      }
    }

    private void add(DatapathId device, double rate) {
      int reaching = 0;
      double sum = 0;
      for (int i = 0; i < rtts.length; i++) {
        rtts[i] = surroundings.rtt(i, device);
        if (!Double.isNaN(rtts[i])) {
          reaching++;
          sum += rtts[i];
        }
      }
      weight += rate;
      if (reaching == 0) {
        return;
      }
      boolean excused = surroundings.isConnecting(device);
      for (int i = 0; i < rtts.length; i++) {
        double missing = excused && i == leader ? sum / reaching : unreachedMillis;
        millis[i] += rate * (Double.isNaN(rtts[i]) ? missing : rtts[i]);
      }
    }
  }
}
