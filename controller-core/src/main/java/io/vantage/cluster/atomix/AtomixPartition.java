package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.protocol.KeepAliveRequest;
import io.atomix.protocols.raft.protocol.KeepAliveResponse;
import io.atomix.protocols.raft.protocol.RaftResponse;
import io.vantage.cluster.Committed;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.OverloadedException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition on the engine. Its own state belongs to the partition thread. */
final class AtomixPartition
    implements PartitionLog, RaftReplica.Observer, ProposalLane.Surroundings {
  private static final Logger LOG = LoggerFactory.getLogger(AtomixPartition.class);
  private static final long TICK_MILLIS = 10;

  /** What listeners were told last. */
  private record Told(Leadership leadership, boolean settledHere) {}

  private record Waiter(long index, CompletableFuture<Void> future) {}

  private final PartitionId id;
  private final ClusterSettings settings;
  private final RaftReplica replica;
  private final PartitionProtocol protocol;
  private final Gate gate;
  private final Compactor compactor;
  private final TransferRoute transfers;
  private final ScheduledThreadPoolExecutor thread;
  private final List<ProposalLane> lanes = new ArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final AtomicBoolean notifying = new AtomicBoolean();
  private final List<Consumer<Leadership>> listeners = new ArrayList<>();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>((a, b) -> Long.compare(a.index, b.index));
  private Told told = new Told(new Leadership(PartitionId.SYSTEM, 0, Optional.empty()), false);
  private volatile long nextAwaited = Long.MAX_VALUE;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile RuntimeException stopped;

  AtomixPartition(
      PartitionId id,
      ClusterSettings settings,
      RaftReplica replica,
      PartitionProtocol protocol,
      ReplicaMessaging messaging,
      ScheduledThreadPoolExecutor thread,
      long incarnation,
      Set<Cure> cures) {
    this.id = id;
    this.settings = settings;
    this.replica = replica;
    this.protocol = protocol;
    this.thread = thread;
    int capacity = cures.contains(Cure.HOLD) ? settings.limits().heldRequests() : 0;
    gate =
        new Gate(
            capacity,
            settings.timing().election().multipliedBy(3),
            cures.contains(Cure.HOLD) ? replica::holds : () -> false,
            thread);
    protocol.bind(replica, gate);
    compactor =
        new Compactor(
            replica, RaftReplica.directory(id, settings), settings.limits().compactBytes());
    transfers = new TransferRoute(settings, replica, gate, messaging);
    new Succession(settings, replica).listen(messaging);
    for (int lane = 0; lane < settings.limits().lanes(); lane++) {
      lanes.add(
          new ProposalLane(
              settings.local().name() + "/" + lane,
              id,
              StaticMembership.idOf(settings.local()),
              incarnation,
              settings,
              this));
    }
    if (cures.contains(Cure.COMPACT)) {
      compactor.start();
    }
  }

  /** Begins to take part; see {@link #ready()}. */
  void start() {
    Set<MemberId> members =
        settings.members().stream()
            .map(member -> StaticMembership.idOf(member.id()))
            .collect(Collectors.toSet());
    replica.start(members, this);
    long pause = settings.timing().session().toMillis() / 6;
    thread.scheduleWithFixedDelay(guarded(this::keepAlive), pause, pause, TimeUnit.MILLISECONDS);
  }

  /**
   * Completes once a leader is known here and what it had committed before is applied; fails if the
   * partition is closed before.
   */
  CompletableFuture<Void> ready() {
    onLeadership(
        leadership -> {
          if (leadership.leader().isPresent()) {
            lanes.forEach(ProposalLane::prepare);
            completeIfReady();
          }
        });
    failIfStopped(ready);
    return ready;
  }

  private void completeIfReady() {
    if (!ready.isDone() && replica.leadership().leader().isPresent() && replica.isCaughtUp()) {
      ready.complete(null);
    }
  }

  // ---- the port

  @Override
  public PartitionId id() {
    return id;
  }

  @Override
  public Leadership leadership() {
    return replica.leadership();
  }

  @Override
  public boolean isSettledLeader() {
    return stopped == null && replica.isSettled();
  }

  @Override
  public void onLeadership(Consumer<Leadership> listener) {
    execute(
        () -> {
          listeners.add(listener);
          tell(listener, replica.leadership());
        });
  }

  @Override
  public CompletableFuture<Committed> propose(byte[] update) {
    int limit = settings.limits().updateBytes() - Batch.PER_UPDATE;
    if (update.length > limit) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              String.format(
                  "an update of %d bytes exceeds the limit of %d; the limit follows from"
                      + " Limits.entryBytes",
                  update.length, limit)));
    }
    RuntimeException end = stopped;
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    if (queued.incrementAndGet() > settings.limits().queuedUpdates()) {
      queued.decrementAndGet();
      return CompletableFuture.failedFuture(
          new OverloadedException(
              id + ": " + settings.limits().queuedUpdates() + " updates are waiting already"));
    }
    CompletableFuture<Committed> future = new CompletableFuture<>();
    future.whenComplete((committed, error) -> queued.decrementAndGet());
    int lane = Math.floorMod(Long.hashCode(Thread.currentThread().getId()), lanes.size());
    lanes.get(lane).offer(update, future);
    failIfStopped(future);
    return future;
  }

  @Override
  public CompletableFuture<Void> awaitApplied(long index, Duration deadline) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    RuntimeException end = stopped;
    if (replica.visibleIndex() >= index) {
      future.complete(null);
      return future;
    }
    if (end != null) {
      future.completeExceptionally(end);
      return future;
    }
    execute(
        () -> {
          if (future.isDone()) {
            return;
          }
          waiters.add(new Waiter(index, future));
          nextAwaited = waiters.element().index;
          thread.schedule(
              () -> giveUp(index, future, deadline), deadline.toMillis(), TimeUnit.MILLISECONDS);
          serveWaiters();
        });
    failIfStopped(future);
    return future;
  }

  /** For what may have been queued too late for {@link #stop} or {@link #close} to see it. */
  private void failIfStopped(CompletableFuture<?> future) {
    RuntimeException end = stopped;
    if (end != null) {
      future.completeExceptionally(end);
    }
  }

  private void giveUp(long index, CompletableFuture<Void> future, Duration deadline) {
    if (!future.isDone()) {
      waiters.removeIf(waiter -> waiter.future == future);
      future.completeExceptionally(
          new TimeoutException(
              id + ": index " + index + " not applied within " + deadline.toMillis() + " ms"));
    }
  }

  @Override
  public long appliedIndex() {
    return replica.visibleIndex();
  }

  @Override
  public CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit) {
    return transfers.transfer(target, limit);
  }

  // ---- what the engine tells, on the Raft or apply thread

  @Override
  public void leadershipChanged() {
    if (notifying.compareAndSet(false, true)) {
      execute(this::spreadLeadership);
    }
  }

  private void spreadLeadership() {
    notifying.set(false);
    gate.release();
    Told now = new Told(replica.leadership(), replica.isSettled());
    if (now.leadership.leader().isPresent()) {
      lanes.forEach(ProposalLane::leadershipChanged);
    }
    if (!now.equals(told)) {
      told = now;
      listeners.forEach(listener -> tell(listener, now.leadership));
    }
  }

  private void tell(Consumer<Leadership> listener, Leadership leadership) {
    try {
      listener.accept(leadership);
    } catch (RuntimeException e) {
      LOG.error("{}: a leadership listener failed", id, e);
    }
  }

  @Override
  public void applied(long index) {
    if (!ready.isDone() && replica.isCaughtUp()) {
      execute(this::completeIfReady);
    }
    if (index >= nextAwaited) {
      nextAwaited = Long.MAX_VALUE;
      execute(this::serveWaiters);
    }
  }

  private void serveWaiters() {
    long visible = replica.visibleIndex();
    while (!waiters.isEmpty() && waiters.element().index <= visible) {
      waiters.remove().future.complete(null);
    }
    nextAwaited = waiters.isEmpty() ? Long.MAX_VALUE : waiters.element().index;
    if (nextAwaited <= replica.visibleIndex()) {
      execute(this::serveWaiters);
    }
  }

  /** The state machine cannot go on here. Apply thread. */
  void stop(Throwable cause) {
    LOG.error(
        "{}: stopped on {}, since its state machine cannot apply the log: {}",
        id,
        settings.local(),
        cause.getMessage(),
        cause);
    stopped = new IllegalStateException(id + " has stopped on " + settings.local(), cause);
    replica.retire();
    execute(this::failAll);
  }

  private void failAll() {
    lanes.forEach(lane -> lane.fail(stopped));
    serveWaiters();
    waiters.forEach(waiter -> waiter.future.completeExceptionally(stopped));
    waiters.clear();
    nextAwaited = Long.MAX_VALUE;
  }

  /** Why this partition does not work here any more. */
  Optional<Throwable> stopped() {
    return Optional.ofNullable(stopped).map(Throwable::getCause);
  }

  // ---- what lanes need, any thread

  @Override
  public PartitionProtocol protocol() {
    return protocol;
  }

  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(guarded(task));
    } catch (RejectedExecutionException closed) {
      LOG.trace("{}: task after the end", id);
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("{}: task failed", id, e);
      }
    };
  }

  @Override
  public void wakeLater() {
    if (ticking.compareAndSet(false, true)) {
      try {
        thread.schedule(guarded(this::tick), TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        LOG.trace("{}: tick after the end", id);
      }
    }
  }

  @Override
  public boolean holds() {
    return replica.holds();
  }

  private void tick() {
    ticking.set(false);
    long now = System.nanoTime();
    boolean again = false;
    for (ProposalLane lane : lanes) {
      again |= lane.tick(now);
    }
    if (again) {
      wakeLater();
    }
  }

  private void keepAlive() {
    List<ProposalLane> open = lanes.stream().filter(lane -> lane.session() != 0).toList();
    if (open.isEmpty() || replica.getRole() == RaftServer.Role.INACTIVE) {
      return;
    }
    long[] sessions = open.stream().mapToLong(ProposalLane::session).toArray();
    KeepAliveRequest request =
        KeepAliveRequest.builder()
            .withSessionIds(sessions)
            .withCommandSequences(open.stream().mapToLong(ProposalLane::acknowledged).toArray())
            .withEventIndexes(sessions)
            .build();
    protocol
        .submit(request)
        .whenComplete(
            (response, error) -> {
              if (error == null && response.status() == RaftResponse.Status.OK) {
                execute(() -> dropExpired(sessions, response));
              }
            });
  }

  private void dropExpired(long[] asked, KeepAliveResponse response) {
    for (long session : asked) {
      if (Arrays.stream(response.sessionIds()).noneMatch(alive -> alive == session)) {
        lanes.forEach(lane -> lane.sessionExpired(session));
      }
    }
  }

  // ---- for the cluster and for tests

  RaftReplica replica() {
    return replica;
  }

  Gate gate() {
    return gate;
  }

  Compactor compactor() {
    return compactor;
  }

  List<ProposalLane> lanes() {
    return lanes;
  }

  /** Leaves; whoever waits fails. */
  CompletableFuture<Void> close() {
    stopped = new IllegalStateException(id + " is closed");
    execute(
        () -> {
          failAll();
          ready.completeExceptionally(stopped);
          thread.shutdownNow();
        });
    return replica.shutdown();
  }
}
