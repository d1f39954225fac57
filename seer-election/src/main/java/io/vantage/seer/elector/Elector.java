package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.network.NetworkView;
import io.vantage.seer.elector.SeerStatus.Counters;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.Situation;
import io.vantage.seer.placement.Strategy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where leaders sit. Every replica has one and feeds it with everybody's bulletins, so that
 * it is ready to take over; only that of the settled leader of the system partition decides, and
 * its orders carry the term of that office. The system partition itself stays where it is.
 *
 * <p>All work is done on one thread of its own; methods may be called from any thread.
 */
final class Elector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Elector.class);

  /** Bulletins that may wait for the thread; further ones are dropped. */
  private static final int MOST_WAITING = 256;

  private final Cluster cluster;
  private final NetworkView view;
  private final SeerSettings settings;
  private final Function<String, Strategy> strategies;
  private final OrderDesk orders;
  private final Failures failures;
  private final ScheduledThreadPoolExecutor thread;
  private final BulletinBoard board;
  private final Moves moves;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder lostBulletins = new LongAdder();
  private final LongAdder unreadableBulletins = new LongAdder();
  private String refusedStrategy = "";
  private volatile String strategy = SeerSettings.OFF;
  private Optional<Placement> placement = Optional.empty();

  Elector(
      Cluster cluster,
      NetworkView view,
      SeerSettings settings,
      Function<String, Strategy> strategies,
      OrderDesk orders,
      Failures failures) {
    this.cluster = cluster;
    this.view = view;
    this.settings = settings;
    this.strategies = strategies;
    this.orders = orders;
    this.failures = failures;
    this.board = new BulletinBoard(Set.copyOf(members()), cluster.partitions().keySet());
    this.thread = Threads.single("seer-elector-" + cluster.local());
    this.moves =
        new Moves(cluster, orders, settings.transferLimit(), task -> execute("a move", task));
  }

  void start() {
    cluster.messaging().handle(Agent.SUBJECT, this::received);
    cluster
        .partitions()
        .forEach(
            (id, log) ->
                log.onLeadership(
                    now -> execute("a leadership", () -> moves.leadershipChanged(now, placement))));
    long period = settings.period().toMillis();
    thread.scheduleWithFixedDelay(
        failures.guarded("deciding", this::tick), 0, period, TimeUnit.MILLISECONDS);
  }

  boolean isOff() {
    return strategy.equals(SeerSettings.OFF);
  }

  // ---- what comes in

  private CompletableFuture<byte[]> received(ReplicaId from, byte[] message) {
    try {
      read(from, Wire.bulletin(message));
    } catch (RuntimeException e) {
      unreadableBulletins.increment();
      failures.caught("a bulletin of " + from, e);
    }
    return CompletableFuture.completedFuture(new byte[0]);
  }

  void read(ReplicaId from, Bulletin bulletin) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      lostBulletins.increment();
      return;
    }
    double arrived = nowMillis();
    execute(
        "a bulletin",
        () -> {
          waiting.decrementAndGet();
          placement.ifPresent(target -> read(from, bulletin, arrived, target));
        });
  }

  private void read(ReplicaId from, Bulletin bulletin, double arrived, Placement target) {
    target.observe(board.arrived(from, bulletin, arrived));
    board.reports(from, bulletin, arrived).forEach(target::report);
  }

  // ---- what goes out

  private void tick() {
    followConfiguration();
    OptionalLong term = office();
    if (placement.isEmpty() || term.isEmpty()) {
      return;
    }
    for (Decision decision : placement.get().decide(situation())) {
      Placement.targetOf(decision)
          .ifPresent(to -> moves.order(term.getAsLong(), decision, to, placement.get()));
    }
  }

  /** Takes the strategy that the cluster has been told to use, or else the node's own setting. */
  private void followConfiguration() {
    String wanted =
        view.configuration().getOrDefault(SeerSettings.STRATEGY_KEY, settings.strategy());
    if (wanted.equals(strategy) || wanted.equals(refusedStrategy)) {
      return;
    }
    try {
      placement =
          wanted.equals(SeerSettings.OFF)
              ? Optional.empty()
              : Optional.of(placementOf(strategies.apply(wanted)));
      refusedStrategy = "";
      strategy = wanted;
      LOG.info("SEER: strategy {}", wanted);
    } catch (IllegalArgumentException e) {
      refusedStrategy = wanted;
      LOG.warn("SEER: {}; {} goes on", e.getMessage(), strategy);
    }
  }

  private Placement placementOf(Strategy made) {
    return placement
        .map(before -> before.with(made))
        .orElseGet(() -> new Placement(made, settings.limits()));
  }

  /** The term in which this replica is the elector, if it is. */
  private OptionalLong office() {
    PartitionLog system = cluster.partition(PartitionId.SYSTEM);
    Leadership now = system.leadership();
    boolean mine =
        now.isLedBy(cluster.local())
            && system.isSettledLeader()
            && system.leadership().term() == now.term();
    return mine ? OptionalLong.of(now.term()) : OptionalLong.empty();
  }

  private Situation situation() {
    Map<PartitionId, Set<DatapathId>> switches = new HashMap<>();
    view.assignments()
        .forEach(
            (device, partition) ->
                switches.computeIfAbsent(partition, id -> new HashSet<>()).add(device));
    SortedMap<PartitionId, Situation.Led> led = new TreeMap<>();
    cluster
        .partitions()
        .forEach(
            (id, log) -> {
              if (!id.isSystem()) {
                led.put(
                    id,
                    new Situation.Led(
                        log.leadership().leader(), switches.getOrDefault(id, Set.of())));
              }
            });
    return new Situation(nowMillis(), members(), led);
  }

  private List<ReplicaId> members() {
    return cluster.members().stream().map(Replica::id).toList();
  }

  // ---- for those who ask

  CompletableFuture<SeerStatus> status() {
    CompletableFuture<SeerStatus> answer = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              answer.complete(describe());
            } catch (RuntimeException e) {
              failures.caught("describing", e);
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private SeerStatus describe() {
    double now = nowMillis();
    OptionalLong term = office();
    List<Observation> observations = placement.map(Placement::observations).orElse(List.of());
    List<ReplicaId> silent =
        members().stream()
            .filter(id -> placement.filter(p -> p.isSilent(id, now)).isPresent())
            .toList();
    boolean deciding = placement.isPresent() && term.isPresent();
    return new SeerStatus(
        cluster.local(),
        strategy,
        deciding,
        term.orElse(0),
        now,
        observations,
        silent,
        deciding ? placement.get().explain() : new TreeMap<>(),
        new Counters(
            moves.done(),
            moves.failed(),
            orders.refused(),
            lostBulletins.sum(),
            unreadableBulletins.sum(),
            failures.count(),
            failures.newest()));
  }

  private void execute(String what, Runnable task) {
    try {
      thread.execute(failures.guarded(what, task));
    } catch (RejectedExecutionException e) {
      // The replica is stopping.
    }
  }

  static double nowMillis() {
    return System.nanoTime() / 1e6;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
