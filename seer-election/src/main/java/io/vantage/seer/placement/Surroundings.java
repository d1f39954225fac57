package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.measurement.Observation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The newest observations of all replicas, read as one picture of the cluster. Replicas go by their
 * place in the list of members; what is not known is NaN.
 */
final class Surroundings {
  /** Of two measurements of one path, one that is so much older than the other is not used. */
  private static final double OUTDATED_MILLIS = 1_000;

  /** A switch that has become known connects to all replicas within this time. */
  private static final double CONNECTING_MILLIS = 3_000;

  private static final double STEP_MILLIS = 1;
  private static final double STEP_SHARE = 0.1;

  private final List<ReplicaId> replicas;
  private final Map<ReplicaId, Integer> places = new HashMap<>();
  private final Observation[] newest;
  private final double[][] rtts;
  private final double[][] steppedAt;
  private final Map<DatapathId, Double> switchesSince = new HashMap<>();
  private double newestAt = Double.NEGATIVE_INFINITY;

  Surroundings(List<ReplicaId> replicas) {
    this.replicas = List.copyOf(replicas);
    this.replicas.forEach(id -> places.put(id, places.size()));
    this.newest = new Observation[places.size()];
    this.rtts = new double[places.size()][places.size()];
    this.steppedAt = new double[places.size()][places.size()];
    for (int i = 0; i < rtts.length; i++) {
      Arrays.fill(rtts[i], Double.NaN);
      rtts[i][i] = 0;
    }
  }

  List<ReplicaId> replicas() {
    return replicas;
  }

  int size() {
    return replicas.size();
  }

  /** Place of a replica; empty if it is no member. */
  Optional<Integer> place(ReplicaId replica) {
    return Optional.ofNullable(places.get(replica));
  }

  void observe(Observation observation) {
    Integer place = places.get(observation.replica());
    if (place == null) {
      return;
    }
    note(place, observation);
    Observation before = newest[place];
    newest[place] = observation;
    newestAt = Math.max(newestAt, observation.atMillis());
    noteSwitches(before, observation);
    for (int other = 0; other < newest.length; other++) {
      if (other != place) {
        rtts[place][other] = join(place, other);
        rtts[other][place] = rtts[place][other];
      }
    }
  }

  private void note(int place, Observation observation) {
    for (int other = 0; other < newest.length; other++) {
      double before = measured(place, other);
      double now = observation.replicaRtts().getOrDefault(replicas.get(other), Double.NaN);
      if (isStep(before, now)) {
        steppedAt[place][other] = observation.atMillis();
      }
    }
  }

  private void noteSwitches(Observation before, Observation now) {
    now.switchRtts().keySet().forEach(device -> switchesSince.putIfAbsent(device, now.atMillis()));
    if (before != null) {
      for (DatapathId device : before.switchRtts().keySet()) {
        if (!now.switchRtts().containsKey(device) && !isReached(device)) {
          switchesSince.remove(device);
        }
      }
    }
  }

  private boolean isReached(DatapathId device) {
    for (int i = 0; i < newest.length; i++) {
      if (!Double.isNaN(rtt(i, device))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a switch may still be about to connect to those that do not reach it. */
  boolean isConnecting(DatapathId device) {
    return newestAt - switchesSince.getOrDefault(device, newestAt) < CONNECTING_MILLIS;
  }

  private static boolean isStep(double before, double now) {
    return Math.abs(now - before) > Math.max(STEP_MILLIS, STEP_SHARE * before);
  }

  /**
   * Both ends measure the same path: their mean, or the one that is up to date. If they differ, the
   * one that has seen a step last has seen it first.
   */
  private double join(int a, int b) {
    double there = measured(a, b);
    double back = measured(b, a);
    if (Double.isNaN(there) || Double.isNaN(back)) {
      return Double.isNaN(there) ? back : there;
    }
    double apart = newest[a].atMillis() - newest[b].atMillis();
    if (Math.abs(apart) > OUTDATED_MILLIS) {
      return apart > 0 ? there : back;
    }
    double later = steppedAt[a][b] - steppedAt[b][a];
    if (isStep(there, back) && later != 0) {
      return later > 0 ? there : back;
    }
    return (there + back) / 2;
  }

  private double measured(int from, int to) {
    return newest[from] == null
        ? Double.NaN
        : newest[from].replicaRtts().getOrDefault(replicas.get(to), Double.NaN);
  }

  Optional<Observation> of(int replica) {
    return Optional.ofNullable(newest[replica]);
  }

  /** Round-trip time in milliseconds. */
  double rtt(int a, int b) {
    return rtts[a][b];
  }

  /** Round-trip time in milliseconds. */
  double rtt(int replica, DatapathId device) {
    return newest[replica] == null
        ? Double.NaN
        : newest[replica].switchRtts().getOrDefault(device, Double.NaN);
  }

  /** Share of the CPU that is in use; none while nothing is known. */
  double cpu(int replica) {
    return newest[replica] == null ? 0 : newest[replica].cpu();
  }

  /** The same of all replicas; a copy. */
  double[] cpus() {
    double[] cpus = new double[newest.length];
    Arrays.setAll(cpus, this::cpu);
    return cpus;
  }

  /**
   * The time after which a majority has answered a leader that asks all: it counts itself, so of
   * {@code n} replicas the {@code n / 2} fastest others suffice. NaN if too few paths are known.
   */
  double majorityRtt(int leader) {
    double[] sorted = rtts[leader].clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Commands per second that enter at a replica for a partition. */
  double commandRate(int source, PartitionId partition) {
    return newest[source] == null ? 0 : newest[source].commandRates().getOrDefault(partition, 0.0);
  }

  /** Commands per second that a partition commits, whoever has led it lately. */
  double commitRate(PartitionId partition) {
    return sum(partition, Observation::commitRates);
  }

  /** Packet-ins per second of a switch, whoever has been its master lately. */
  double packetInRate(DatapathId device) {
    return sum(device, Observation::packetInRates);
  }

  private <K> double sum(K key, Function<Observation, Map<K, Double>> rates) {
    double sum = 0;
    for (Observation observation : newest) {
      if (observation != null) {
        sum += rates.apply(observation).getOrDefault(key, 0.0);
      }
    }
    return sum;
  }
}
