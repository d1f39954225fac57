package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A cluster of replicas whose every measurement a test sets by hand. */
final class TestCluster {
  static final PartitionId P1 = PartitionId.data(1);

  final List<ReplicaId> replicas;
  final Map<ReplicaId, Map<ReplicaId, Double>> rtts = new HashMap<>();
  final Map<ReplicaId, Map<DatapathId, Double>> switchRtts = new HashMap<>();
  final Map<ReplicaId, Map<PartitionId, Double>> commandRates = new HashMap<>();
  final Map<ReplicaId, Map<PartitionId, Double>> commitRates = new HashMap<>();
  final Map<ReplicaId, Map<DatapathId, Double>> packetInRates = new HashMap<>();
  final Map<ReplicaId, Double> cpu = new HashMap<>();
  private long requests;

  TestCluster(int size) {
    replicas = IntStream.rangeClosed(1, size).mapToObj(TestCluster::replica).toList();
    for (ReplicaId replica : replicas) {
      rtts.put(replica, new HashMap<>());
      switchRtts.put(replica, new HashMap<>());
      commandRates.put(replica, new HashMap<>());
      commitRates.put(replica, new HashMap<>());
      packetInRates.put(replica, new HashMap<>());
    }
  }

  static ReplicaId replica(int number) {
    return new ReplicaId("r" + number);
  }

  static DatapathId device(long number) {
    return new DatapathId(number);
  }

  TestCluster rtt(int a, int b, double millis) {
    rtts.get(replica(a)).put(replica(b), millis);
    rtts.get(replica(b)).put(replica(a), millis);
    return this;
  }

  /** All replicas are equally far from each other. */
  TestCluster rtts(double millis) {
    for (int a = 1; a <= replicas.size(); a++) {
      for (int b = a + 1; b <= replicas.size(); b++) {
        rtt(a, b, millis);
      }
    }
    return this;
  }

  Observation observation(int replica, double atMillis) {
    ReplicaId id = replica(replica);
    return new Observation(
        id,
        atMillis,
        cpu.getOrDefault(id, 0.1),
        0.3,
        rtts.get(id),
        switchRtts.get(id),
        commandRates.get(id),
        commitRates.get(id),
        packetInRates.get(id));
  }

  List<Observation> observations(double atMillis) {
    List<Observation> all = new ArrayList<>();
    for (int i = 1; i <= replicas.size(); i++) {
      all.add(observation(i, atMillis));
    }
    return all;
  }

  CommitReport report(int source, int leader, double atMillis, double delayMillis) {
    return new CommitReport(
        requests++, replica(source), P1, replica(leader), atMillis, delayMillis);
  }

  /** One partition, led by a replica. */
  Situation ledBy(int leader, double nowMillis, DatapathId... switches) {
    return situation(nowMillis, Optional.of(replica(leader)), switches);
  }

  Situation situation(double nowMillis, Optional<ReplicaId> leader, DatapathId... switches) {
    TreeMap<PartitionId, Situation.Led> partitions = new TreeMap<>();
    partitions.put(P1, new Situation.Led(leader, Set.of(switches)));
    return new Situation(nowMillis, replicas, partitions);
  }
}
