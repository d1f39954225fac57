package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.impl.RaftServiceManager;
import io.atomix.protocols.raft.storage.log.entry.RaftLogEntry;
import io.atomix.protocols.raft.storage.snapshot.Snapshot;
import io.atomix.storage.journal.Indexed;
import io.atomix.utils.concurrent.ThreadContext;
import io.atomix.utils.concurrent.ThreadContextFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Applies committed entries in order and without gaps, and tells the service the term of what it
 * applies. Raft thread only.
 */
final class ApplyManager extends RaftServiceManager {
  private final RaftReplica replica;
  private final ReplicatedService service;
  private final Set<Cure> cures;
  private long term = -1;
  private long lastIndex;
  private long wanted;

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
    this.wanted = replica.getLogReader().getFirstIndex() - 1;
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
    super.applyAll(wanted);
  }

  @Override
  public <T> CompletableFuture<T> apply(long index) {
    wanted = Math.max(wanted, index);
    return super.apply(index);
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
