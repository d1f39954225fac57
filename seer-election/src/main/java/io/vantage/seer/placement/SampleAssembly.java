package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.prediction.Predictor.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes training samples of commit reports: one as soon as every source has reported (paper,
 * section IV-B). A source that has been silent for a while is not waited for; the mean of the
 * others stands for it.
 */
final class SampleAssembly {
  private static final double SILENT_MILLIS = 5_000;

  private final List<ReplicaId> replicas;
  private final Map<ReplicaId, Double> heardAt = new HashMap<>();
  private final Map<ReplicaId, double[]> sums = new HashMap<>();
  private Optional<ReplicaId> leader = Optional.empty();
  private double beganAt = Double.NaN;

  SampleAssembly(List<ReplicaId> replicas) {
    this.replicas = replicas;
  }

  /** A sample of the report's leader if the report completes one. */
  Optional<Sample> add(CommitReport report, Observation atLeader) {
    if (!replicas.contains(report.source())) {
      return Optional.empty();
    }
    if (!leader.equals(Optional.of(report.leader()))) {
      leader = Optional.of(report.leader());
      sums.clear();
    }
    if (Double.isNaN(beganAt)) {
      beganAt = report.atMillis();
    }
    heardAt.put(report.source(), report.atMillis());
    double[] sum = sums.computeIfAbsent(report.source(), id -> new double[2]);
    sum[0] += report.delayMillis();
    sum[1]++;
    for (ReplicaId source : replicas) {
      if (!sums.containsKey(source)
          && report.atMillis() - heardAt.getOrDefault(source, beganAt) < SILENT_MILLIS) {
        return Optional.empty();
      }
    }
    Optional<double[]> x = features(replicas, atLeader);
    double[] y = delays();
    sums.clear();
    return x.map(features -> new Sample(features, y));
  }

  private double[] delays() {
    double mean = sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).average().orElse(0);
    return replicas.stream()
        .mapToDouble(
            source -> {
              double[] sum = sums.get(source);
              return sum == null ? mean : sum[0] / sum[1];
            })
        .toArray();
  }

  /** CPU, memory and the round-trip time to every replica; empty while one is not measured. */
  static Optional<double[]> features(List<ReplicaId> replicas, Observation leader) {
    double[] x = new double[replicas.size() + 2];
    x[0] = leader.cpu();
    x[1] = leader.memory();
    for (int i = 0; i < replicas.size(); i++) {
      ReplicaId source = replicas.get(i);
      Double rtt =
          source.equals(leader.replica()) ? Double.valueOf(0) : leader.replicaRtts().get(source);
      if (rtt == null) {
        return Optional.empty();
      }
      x[i + 2] = rtt;
    }
    return Optional.of(x);
  }
}
