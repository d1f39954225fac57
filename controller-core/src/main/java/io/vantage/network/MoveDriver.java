package io.vantage.network;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Committed;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.model.DatapathId;
import io.vantage.network.NetworkCommand.StageDevice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the moves of switches that the system partition knows, on the replica that leads it.
 * Every step is a command that may be repeated, and what is to be done next follows from committed
 * state alone; so a successor goes on where this one was, and two of them do no harm.
 *
 * <ol>
 *   <li>The new partition begins to stage the switch, which shows that it can commit.
 *   <li>The old partition freezes the switch: commands for it are held by those who send them.
 *   <li>What the old partition has is copied to the new one in parts.
 *   <li>The system partition decides: the move is committed, or aborted after a limit.
 *   <li>The new partition activates what was staged, the old one drops it; or the new one drops
 *       what was staged and the old one goes on.
 *   <li>The system partition forgets the move.
 * </ol>
 *
 * Any thread; never blocks.
 */
public final class MoveDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveDriver.class);

  /** A move that could not be prepared for so long is aborted. */
  public static final Duration LIMIT = Duration.ofSeconds(5);

  /** Time between two attempts at a step that failed. */
  static final Duration INTERVAL = Duration.ofMillis(200);

  /** More copies than one leader of the system partition makes in one term. */
  private static final long ATTEMPTS_PER_TERM = 1 << 24;

  private final Cluster cluster;
  private final LocalView view;
  private final ScheduledExecutorService timers;
  private final Clock clock;
  private final PartitionLog system;
  private final NetworkView.Subscription subscription;
  private final ScheduledFuture<?> looks;
  private final AtomicLong attempts = new AtomicLong();
  private final Set<DatapathId> busy = ConcurrentHashMap.newKeySet();
  private final Map<Long, Instant> seen = new ConcurrentHashMap<>();
  private final Map<Long, Instant> frozen = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Starts at once to follow leadership and moves. */
  public MoveDriver(Cluster cluster, LocalView view, ScheduledExecutorService timers, Clock clock) {
    this.cluster = cluster;
    this.view = view;
    this.timers = timers;
    this.clock = clock;
    this.system = cluster.partition(PartitionId.SYSTEM);
    this.subscription = view.subscribe(this::onEvent);
    this.looks =
        timers.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Leaves moves that are under way to the next leader. */
  @Override
  public void close() {
    closed = true;
    subscription.close();
    looks.cancel(false);
  }

  private void onEvent(PartitionId partition, long index, NetworkEvent event) {
    if (event instanceof NetworkEvent.MoveChanged) {
      look();
    }
  }

  private void look() {
    if (closed || !system.isSettledLeader()) {
      return;
    }
    for (DeviceMove move : view.moves().values()) {
      if (busy.add(move.device())) {
        drive(move);
      }
    }
  }

  private void drive(DeviceMove move) {
    CompletableFuture<?> phase;
    try {
      phase =
          switch (move.phase()) {
            case PREPARING -> prepare(move);
            case COMMITTED -> complete(move);
            case ABORTED -> takeBack(move);
          };
    } catch (RuntimeException e) {
      phase = CompletableFuture.failedFuture(e);
    }
    var unused =
        phase.whenComplete(
            (done, error) -> {
              busy.remove(move.device());
              if (error == null) {
                look();
              } else {
                LOG.info("Move of {}: {} failed: {}", move.device(), move.phase(), text(error));
              }
            });
  }

  private CompletableFuture<?> prepare(DeviceMove move) {
    Instant first = seen.computeIfAbsent(move.id(), id -> clock.instant());
    Duration left = Duration.between(clock.instant(), first.plus(LIMIT));
    if (left.isNegative()) {
      return decide(move, false, "it could not be prepared within " + LIMIT.toSeconds() + " s");
    }
    return within(left, stage(move).thenCompose(staged -> decide(move, true, "")));
  }

  /** Freezes the switch and copies it. */
  private CompletableFuture<?> stage(DeviceMove move) {
    Leadership leadership = system.leadership();
    long attempt = leadership.term() * ATTEMPTS_PER_TERM + attempts.incrementAndGet();
    return propose(move.to(), part(move, attempt, 0, false, DeviceImage.EMPTY))
        .thenCompose(ready -> freeze(move))
        .thenCompose(still -> copy(move, attempt));
  }

  private CompletableFuture<?> freeze(DeviceMove move) {
    frozen.putIfAbsent(move.id(), clock.instant());
    return propose(move.from(), new NetworkCommand.FreezeDevice(move.device(), move.id()))
        .thenCompose(this::applied);
  }

  private CompletableFuture<?> copy(DeviceMove move, long attempt) {
    DeviceImage image = DeviceImage.of(move.device(), view.stateMachine(move.from()).state());
    List<DeviceImage> parts = image.cut(part -> fits(part(move, attempt, 1, false, part)));
    CompletableFuture<?>[] copied = new CompletableFuture<?>[parts.size()];
    for (int i = 0; i < copied.length; i++) {
      boolean last = i == copied.length - 1;
      copied[i] = propose(move.to(), part(move, attempt, 1 + i, last, parts.get(i)));
    }
    return CompletableFuture.allOf(copied);
  }

  private static boolean fits(StageDevice part) {
    return NetworkTypes.CODEC.encode(part).length <= NetworkCommands.MAX_BYTES;
  }

  private static StageDevice part(
      DeviceMove move, long attempt, int number, boolean last, DeviceImage image) {
    return new StageDevice(move.device(), move.id(), attempt, number, last, image);
  }

  private CompletableFuture<?> decide(DeviceMove move, boolean commit, String reason) {
    return propose(
            PartitionId.SYSTEM,
            new NetworkCommand.DecideMove(move.device(), move.id(), commit, reason))
        .thenCompose(this::applied);
  }

  private CompletableFuture<?> complete(DeviceMove move) {
    return activate(move)
        .thenCompose(
            active -> {
              long pause = pauseNanos(move);
              return propose(
                      move.from(), new NetworkCommand.ReleaseDevice(move.device(), move.id()))
                  .thenCompose(released -> end(move, pause));
            });
  }

  /** The old partition keeps its copy until this has succeeded, so it can be made anew. */
  private CompletableFuture<?> activate(DeviceMove move) {
    Custody old = view.stateMachine(move.from()).state().custody.of(move.device());
    if (old.move() > move.id() || old instanceof Custody.Gone && old.move() == move.id()) {
      return CompletableFuture.completedFuture(null);
    }
    if (!(old instanceof Custody.Frozen still && still.move() == move.id())) {
      return freeze(move).thenCompose(caughtUp -> activate(move));
    }
    NetworkCommand.ActivateDevice activation =
        new NetworkCommand.ActivateDevice(move.device(), move.id(), still.generation());
    return propose(move.to(), activation)
        .handle(
            (done, error) ->
                error != null && unwrap(error) instanceof CommandRejectedException
                    ? stage(move).thenCompose(again -> propose(move.to(), activation))
                    : error == null
                        ? CompletableFuture.completedFuture(done)
                        : CompletableFuture.<Committed>failedFuture(unwrap(error)))
        .thenCompose(result -> result);
  }

  private long pauseNanos(DeviceMove move) {
    Instant since = frozen.get(move.id());
    return since == null ? 0 : Duration.between(since, clock.instant()).toNanos();
  }

  private CompletableFuture<?> takeBack(DeviceMove move) {
    return CompletableFuture.allOf(
            propose(move.to(), new NetworkCommand.UnstageDevice(move.device(), move.id())),
            propose(move.from(), new NetworkCommand.UnfreezeDevice(move.device(), move.id())))
        .thenCompose(done -> end(move, pauseNanos(move)));
  }

  private CompletableFuture<?> end(DeviceMove move, long pauseNanos) {
    return propose(
            PartitionId.SYSTEM, new NetworkCommand.EndMove(move.device(), move.id(), pauseNanos))
        .thenCompose(this::applied)
        .thenAccept(
            over -> {
              seen.remove(move.id());
              frozen.remove(move.id());
              LOG.info(
                  "Move of switch {} from {} to {}: {}; commands waited for {} ms {}",
                  move.device(),
                  move.from(),
                  move.to(),
                  move.phase(),
                  pauseNanos / 1e6,
                  move.reason());
            });
  }

  private CompletableFuture<Committed> propose(PartitionId partition, NetworkCommand command) {
    return cluster
        .partition(partition)
        .propose(NetworkTypes.CODEC.encode(command))
        .thenApply(
            committed -> {
              if (NetworkStateMachine.decodeResult(committed.result())
                  instanceof CommandResult.Rejected rejected) {
                throw new CommandRejectedException(rejected.reason());
              }
              return committed;
            });
  }

  private CompletableFuture<Void> applied(Committed committed) {
    return cluster.partition(committed.partition()).awaitApplied(committed.index(), LIMIT);
  }

  private <T> CompletableFuture<T> within(Duration limit, CompletableFuture<T> work) {
    CompletableFuture<T> bounded = new CompletableFuture<>();
    ScheduledFuture<?> alarm =
        timers.schedule(
            () -> bounded.completeExceptionally(new TimeoutException("no answer in time")),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        work.whenComplete(
            (value, error) -> {
              alarm.cancel(false);
              if (error == null) {
                bounded.complete(value);
              } else {
                bounded.completeExceptionally(error);
              }
            });
    return bounded;
  }

  private static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static String text(Throwable error) {
    return unwrap(error).toString();
  }
}
