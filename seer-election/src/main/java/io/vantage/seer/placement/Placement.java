package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides where leaders sit, with one strategy, within hard limits, and remembers why. The same
 * object is driven by the elector of a live cluster and by the simulation.
 *
 * <p>Any measurement may be wrong or missing: impossible values are dropped, a silent replica is
 * hidden from the strategy as a target, and no strategy can exceed the bound on transfers. Pure;
 * one thread at a time.
 */
public final class Placement {
  private final Strategy strategy;
  private final PlacementSettings settings;
  private final Sanity sanity;
  private final TransferBudget budget;
  private final ObservationHistory history;
  private final Map<PartitionId, PartitionRecord> records = new HashMap<>();

  public Placement(Strategy strategy, PlacementSettings settings) {
    this(strategy, settings, new TransferBudget(settings), new ObservationHistory());
  }

  private Placement(
      Strategy strategy,
      PlacementSettings settings,
      TransferBudget budget,
      ObservationHistory history) {
    this.strategy = strategy;
    this.settings = settings;
    this.sanity = new Sanity(settings.largestMillis());
    this.budget = budget;
    this.history = history;
  }

  /** The same limits and observations with another strategy; do not use this one any more. */
  public Placement with(Strategy other) {
    history.newest().forEach(other::observe);
    return new Placement(other, settings, budget, history);
  }

  /** Takes an observation; one that is older than the newest of its replica is ignored. */
  public void observe(Observation raw) {
    sanity.check(raw).filter(history::add).ifPresent(strategy::observe);
  }

  /** Takes the delay of a request; without an observation of its leader it is only recorded. */
  public void report(CommitReport report) {
    if (!sanity.isPossible(report)) {
      return;
    }
    Optional<Estimate> predicted =
        strategy.commitDelay(report.partition(), report.source(), report.leader());
    recordOf(report.partition()).measured(report, predicted);
    history
        .at(report.leader(), report.atMillis())
        .ifPresent(observation -> strategy.report(report, observation));
  }

  /**
   * Decides for every partition of the situation. Every {@link Decision.Move} and {@link
   * Decision.Explore} that is answered counts against the bound: carry it out, then call {@link
   * #moved} or {@link #failed}.
   */
  public List<Decision> decide(Situation situation) {
    List<Decision> allowed = new ArrayList<>();
    for (Decision wish : strategy.decide(withoutSilent(situation))) {
      Situation.Led led = situation.partitions().get(wish.partition());
      if (led == null) {
        continue;
      }
      Decision decision = limit(wish, led, situation);
      recordOf(wish.partition()).decided(decision, led.leader(), situation.nowMillis());
      allowed.add(decision);
    }
    return allowed;
  }

  /** So that a strategy wishes for the next best instead of one that would be refused. */
  private Situation withoutSilent(Situation situation) {
    double now = situation.nowMillis();
    return new Situation(
        now,
        situation.replicas().stream().filter(replica -> !isSilent(replica, now)).toList(),
        situation.partitions());
  }

  private Decision limit(Decision wish, Situation.Led led, Situation situation) {
    Optional<ReplicaId> target = targetOf(wish);
    if (target.isEmpty()) {
      return wish;
    }
    PartitionId partition = wish.partition();
    double now = situation.nowMillis();
    if (recordOf(partition).isMoving()) {
      return new Decision.Stay(partition, "a move is under way");
    }
    if (led.leader().isEmpty() || led.leader().equals(target)) {
      return new Decision.Stay(
          partition, led.leader().isEmpty() ? "no leader is known" : "the best leads already");
    }
    if (isSilent(target.get(), now)) {
      return new Decision.Stay(
          partition, target.get() + " would be better but has not been heard of lately");
    }
    if (!budget.allows(partition, now)) {
      return new Decision.Stay(
          partition,
          target.get()
              + " would be better, but the bound of "
              + settings.transfersPerMinute()
              + " transfers a minute or the minimum term is reached");
    }
    budget.spend(partition, now);
    return wish;
  }

  /** Where a decision moves leadership to, if it does. */
  public static Optional<ReplicaId> targetOf(Decision decision) {
    if (decision instanceof Decision.Move move) {
      return Optional.of(move.to());
    }
    return decision instanceof Decision.Explore explore
        ? Optional.of(explore.to())
        : Optional.empty();
  }

  /** True if a replica has not sent a sound observation lately. */
  public boolean isSilent(ReplicaId replica, double nowMillis) {
    return history
        .newest(replica)
        .map(observation -> nowMillis - observation.atMillis() > settings.staleMillis())
        .orElse(true);
  }

  /**
   * A partition has a new leader, by a decision of this placement or otherwise. The latter counts
   * against the bound as well: it may have been the decision of an elector before this one.
   */
  public void moved(PartitionId partition, ReplicaId to, double nowMillis, double pauseMillis) {
    if (!recordOf(partition).isMoving()) {
      budget.spend(partition, nowMillis);
    }
    recordOf(partition).moved(pauseMillis);
    strategy.moved(partition, to, nowMillis, pauseMillis);
  }

  /** A decided move came to nothing. */
  public void failed(PartitionId partition) {
    recordOf(partition).failed();
  }

  /** Newest decisions with their grounds, by partition. */
  public TreeMap<PartitionId, Explanation> explain() {
    TreeMap<PartitionId, Explanation> explanations = new TreeMap<>();
    records.forEach(
        (id, record) ->
            record
                .explain(strategy.candidates(id))
                .ifPresent(explanation -> explanations.put(id, explanation)));
    return explanations;
  }

  /** The newest sound observation of every replica that has been heard of. */
  public List<Observation> observations() {
    return history.newest();
  }

  private PartitionRecord recordOf(PartitionId partition) {
    return records.computeIfAbsent(partition, PartitionRecord::new);
  }
}
