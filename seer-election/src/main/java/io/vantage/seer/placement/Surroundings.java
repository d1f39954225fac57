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
import java.util.OptionalDouble;
import java.util.function.Function;

/** The newest observations of all replicas, read as one picture of the cluster. */
final class Surroundings {
  /** Of two measurements of one path, one that is so much older than the other is not used. */
  private static final double OUTDATED_MILLIS = 1_000;

  private final List<ReplicaId> replicas;
  private final Map<ReplicaId, Observation> newest = new HashMap<>();

  Surroundings(List<ReplicaId> replicas) {
    this.replicas = List.copyOf(replicas);
  }

  List<ReplicaId> replicas() {
    return replicas;
  }

  void observe(Observation observation) {
    newest.put(observation.replica(), observation);
  }

  Optional<Observation> of(ReplicaId replica) {
    return Optional.ofNullable(newest.get(replica));
  }

  /** Both ends measure the same path: their mean, or the one that is up to date. */
  OptionalDouble rtt(ReplicaId a, ReplicaId b) {
    if (a.equals(b)) {
      return OptionalDouble.of(0);
    }
    Observation atA = newest.get(a);
    Observation atB = newest.get(b);
    Double there = atA == null ? null : atA.replicaRtts().get(b);
    Double back = atB == null ? null : atB.replicaRtts().get(a);
    if (there == null || back == null) {
      return there == null && back == null
          ? OptionalDouble.empty()
          : OptionalDouble.of(there == null ? back : there);
    }
    double apart = atA.atMillis() - atB.atMillis();
    if (Math.abs(apart) > OUTDATED_MILLIS) {
      return OptionalDouble.of(apart > 0 ? there : back);
    }
    return OptionalDouble.of((there + back) / 2);
  }

  OptionalDouble rtt(ReplicaId replica, DatapathId device) {
    Observation observation = newest.get(replica);
    Double rtt = observation == null ? null : observation.switchRtts().get(device);
    return rtt == null ? OptionalDouble.empty() : OptionalDouble.of(rtt);
  }

  /** True if any replica has measured its path to a switch. */
  boolean isReached(DatapathId device) {
    for (Observation observation : newest.values()) {
      if (observation.switchRtts().containsKey(device)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The time after which a majority has answered a leader that asks all: it counts itself, so of
   * {@code n} replicas the {@code n / 2} fastest others suffice. Empty if too few paths are known.
   */
  OptionalDouble majorityRtt(ReplicaId leader) {
    int needed = replicas.size() / 2;
    if (needed == 0) {
      return OptionalDouble.of(0);
    }
    double[] rtts =
        replicas.stream()
            .filter(follower -> !follower.equals(leader))
            .map(follower -> rtt(leader, follower))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    Arrays.sort(rtts);
    return rtts.length < needed ? OptionalDouble.empty() : OptionalDouble.of(rtts[needed - 1]);
  }

  /** Commands per second that enter at a replica for a partition. */
  double commandRate(ReplicaId source, PartitionId partition) {
    Observation observation = newest.get(source);
    return observation == null ? 0 : observation.commandRates().getOrDefault(partition, 0.0);
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
    for (Observation observation : newest.values()) {
      sum += rates.apply(observation).getOrDefault(key, 0.0);
    }
    return sum;
  }
}
