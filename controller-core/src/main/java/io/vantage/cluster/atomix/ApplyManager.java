package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.impl.RaftServiceManager;
import io.atomix.protocols.raft.storage.log.entry.RaftLogEntry;
import io.atomix.protocols.raft.storage.snapshot.Snapshot;
import io.atomix.storage.journal.Indexed;
import io.atomix.utils.concurrent.ThreadContext;
import io.atomix.utils.concurrent.ThreadContextFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Applies committed entries in order and without gaps, and tells the service the term of what it
 * applies. A long backlog, as after a restart, goes to the apply thread slice by slice, so that
 * votes and heartbeats get their turn on the Raft thread and memory stays bounded. Raft thread
 * only.
 */
final class ApplyManager extends RaftServiceManager {
  private static final int SLICE = 64;
  private static final int MAX_UNDER_WAY = 1024;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final RaftReplica replica;
  private final ReplicatedService service;
  private final Set<Cure> cures;
  private long term = -1;
  private long lastIndex;
  private final long before;
  private long wanted;
  private long handedOver;
  private boolean feeding;
  private final Map<Long, CompletableFuture<Object>> waiting = new HashMap<>();

  ApplyManager(
      RaftReplica replica,
      ThreadContext applyThread,
      ThreadContextFactory threads,
      ReplicatedService service,
      Set<Cure> cures) {
    super(replica, applyThread, threads);
    this.replica = replica;
    this.service = service;
    this.cures = cures;
    this.before = replica.getLogReader().getFirstIndex() - 1;
    this.wanted = before;
    this.handedOver = before;
  }

  @Override
  public <T> CompletableFuture<T> apply(Indexed<? extends RaftLogEntry> entry) {
    if (lacksEntriesBefore(entry.index()) && cures.contains(Cure.GAP)) {
      return refuse(entry.index());
    }
    lastIndex = entry.index();
    long entryTerm = entry.entry().term();
    if (entryTerm != term) {
      term = entryTerm;
      executor().execute(() -> service.enterTerm(entryTerm));
    }
    return super.apply(entry);
  }

  /** Entries that are committed but not in the log cannot be applied. */
  @Override
  public void applyAll(long index) {
    wanted = Math.max(wanted, Math.min(index, replica.getLogWriter().getLastIndex()));
    feed();
  }

  @Override
  @SuppressWarnings("unchecked") // The caller knows what its entry answers.
  public <T> CompletableFuture<T> apply(long index) {
    wanted = Math.max(wanted, index);
    if (index <= handedOver) {
      return super.apply(index);
    }
    CompletableFuture<Object> answer =
        waiting.computeIfAbsent(index, i -> new CompletableFuture<>());
    feed();
    return (CompletableFuture<T>) answer;
  }

  private void feed() {
    if (feeding || handedOver >= wanted) {
      return;
    }
    boolean sliced = cures.contains(Cure.SLICES);
    if (sliced && underWay() > MAX_UNDER_WAY) {
      feeding = true;
      replica.getThreadContext().schedule(LOOK_AGAIN, this::feedOn);
      return;
    }
    long end = sliced ? Math.min(wanted, handedOver + SLICE) : wanted;
    while (handedOver < end) {
      handOver(++handedOver);
    }
    if (handedOver < wanted) {
      feeding = true;
      replica.getThreadContext().execute(this::feedOn);
    }
  }

  private void feedOn() {
    feeding = false;
    feed();
  }

  private void handOver(long index) {
    CompletableFuture<Object> answer = waiting.remove(index);
    if (answer == null) {
      super.applyAll(index);
      return;
    }
    super.apply(index)
        .whenComplete(
            (result, error) -> {
              if (error == null) {
                answer.complete(result);
              } else {
                answer.completeExceptionally(error);
              }
            });
  }

  /** How many entries were handed over and have not been applied. */
  private long underWay() {
    return handedOver - Math.max(replica.getLastApplied(), before);
  }

  /** Index of the newest entry that the apply thread has got. */
  long handedOver() {
    return handedOver;
  }

  /** True if the log begins behind what this manager was to apply next. */
  boolean isOvertakenBy(long firstIndex) {
    return firstIndex > wanted + 1;
  }

  private boolean lacksEntriesBefore(long index) {
    if (index <= lastIndex + 1) {
      return false;
    }
    Snapshot snapshot = replica.getSnapshotStore().getCurrentSnapshot();
    return snapshot == null || snapshot.index() < index - 1;
  }

  private <T> CompletableFuture<T> refuse(long index) {
    IllegalStateException cause =
        new IllegalStateException(
            "the log goes on with " + index + " where " + (lastIndex + 1) + " is missing");
    // At once, since the engine counts the entry as applied before the service hears of its end.
    replica.markRetired();
    executor().execute(() -> service.stop(cause));
    return CompletableFuture.failedFuture(cause);
  }
}
