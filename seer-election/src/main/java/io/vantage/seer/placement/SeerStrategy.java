package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.prediction.Predictor;
import io.vantage.seer.prediction.Rehearsal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The paper's SEER: per partition and replica a regression of the commit delays from the replica's
 * observation, the leader with the least predicted mean every T_P, and a term of leadership for
 * every replica that is found in a novel state every T_N.
 */
public final class SeerStrategy implements Strategy {
  private final List<ReplicaId> replicas;
  private final SeerStrategySettings settings;
  private final Function<RandomGenerator, Predictor> predictor;
  private final SplittableRandom random;
  private final Surroundings surroundings;
  private final SystemStates states;
  private final Map<PartitionId, SeerPartition> partitions = new HashMap<>();
  private double searchedAt = Double.NaN;
  private double predictedAt = Double.NaN;

  /**
   * @param predictor makes an unfitted one
   */
  public SeerStrategy(
      List<ReplicaId> replicas,
      SeerStrategySettings settings,
      Function<RandomGenerator, Predictor> predictor,
      long seed) {
    this.replicas = List.copyOf(replicas);
    this.settings = settings;
    this.predictor = predictor;
    this.random = new SplittableRandom(seed);
    this.surroundings = new Surroundings(replicas);
    this.states = new SystemStates(this.replicas, settings.largestObservations());
  }

  @Override
  public void observe(Observation observation) {
    surroundings.observe(observation);
    states.observe(observation);
  }

  @Override
  public void report(CommitReport report, Observation atLeader) {
    partition(report.partition()).report(report, atLeader);
  }

  private SeerPartition partition(PartitionId id) {
    return partitions.computeIfAbsent(
        id, key -> new SeerPartition(key, replicas, settings, replica -> newModel()));
  }

  private LeaderModel newModel() {
    int remembered = settings.rehearsal() ? settings.largestSamples() : 0;
    return new LeaderModel(
        predictor.apply(random.split()),
        new Rehearsal(remembered, random.split()),
        settings.largestSamples());
  }

  @Override
  public List<Decision> decide(Situation situation) {
    double now = situation.nowMillis();
    partitions.keySet().retainAll(situation.partitions().keySet());
    boolean searched = search(situation, now);
    boolean due =
        settings.predictions() ? now - predictedAt >= settings.predictionMillis() : searched;
    if (due || Double.isNaN(predictedAt)) {
      predictedAt = now;
    }
    List<Decision> decisions = new ArrayList<>();
    situation
        .partitions()
        .forEach(
            (id, led) ->
                decisions.add(
                    led.leader()
                        .map(
                            leader ->
                                partition(id)
                                    .decide(leader, now, due, situation.replicas(), this::features))
                        .orElseGet(() -> new Decision.Stay(id, "no leader is known"))));
    return decisions;
  }

  /** Every T_N, and T_P after the start, when no state has been seen before. */
  private boolean search(Situation situation, double now) {
    if (Double.isNaN(searchedAt)) {
      searchedAt = now - settings.noveltyMillis() + settings.predictionMillis();
    }
    if (now - searchedAt < settings.noveltyMillis()) {
      return false;
    }
    searchedAt = now;
    List<ReplicaId> novel = new ArrayList<>(states.novel());
    novel.retainAll(situation.replicas());
    situation.partitions().forEach((id, led) -> partition(id).explore(novel, led.leader()));
    return true;
  }

  private Optional<double[]> features(ReplicaId replica) {
    return surroundings
        .place(replica)
        .flatMap(surroundings::of)
        .flatMap(observation -> SampleAssembly.features(replicas, observation));
  }

  @Override
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis) {}

  @Override
  public List<Candidate> candidates(PartitionId partition) {
    SeerPartition known = partition(partition);
    return replicas.stream()
        .map(replica -> candidate(known, replica))
        .sorted(Candidate.BEST_FIRST)
        .toList();
  }

  private Candidate candidate(SeerPartition partition, ReplicaId replica) {
    Optional<double[]> delays = partition.predict(replica, this::features);
    if (delays.isEmpty()) {
      return new Candidate(replica, Optional.empty(), Map.of(), "it has no fitted model yet");
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    for (int i = 0; i < replicas.size(); i++) {
      parts.put("from " + replicas.get(i), delays.get()[i] / replicas.size());
    }
    double score = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Candidate(replica, Optional.of(new Estimate(score, Double.NaN)), parts, "");
  }

  @Override
  public Optional<Estimate> commitDelay(PartitionId partition, ReplicaId source, ReplicaId leader) {
    int place = replicas.indexOf(source);
    if (place < 0 || !replicas.contains(leader)) {
      return Optional.empty();
    }
    return partition(partition)
        .predict(leader, this::features)
        .map(delays -> new Estimate(delays[place], Double.NaN));
  }
}
