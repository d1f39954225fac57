package io.vantage.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * This replica's part in one partition: a Raft group whose log feeds a {@link StateMachine}. All
 * methods may be called from any thread and none blocks.
 */
public interface PartitionLog {
  PartitionId id();

  /** The newest leadership known here. */
  Leadership leadership();

  /**
   * True while this replica leads and has applied the first entry of its term, that is, while its
   * state contains every update acknowledged before. Use it to decide who acts on switches.
   */
  boolean isSettledLeader();

  /**
   * Called on every change of leadership and once a new leader has settled, with the newest value,
   * on the partition's thread, in order. The listener must not block. It is called once at once
   * with the present value.
   */
  void onLeadership(Consumer<Leadership> listener);

  /**
   * Commits an update exactly once, from any replica, also across leader changes and lost sessions.
   * While no leader is known the update waits.
   *
   * <p>The future completes after the update has been applied on the replica that answered; it
   * fails with {@link java.util.concurrent.TimeoutException} when the proposal deadline has passed
   * (the update may still be committed later), or with {@link OverloadedException} at once when the
   * bounded queue of waiting updates is full (the update was then not taken).
   */
  CompletableFuture<Committed> propose(byte[] update);

  /** Completes when the local state machine has applied {@code index}; fails by the deadline. */
  CompletableFuture<Void> awaitApplied(long index, Duration deadline);

  /** Log index up to which the local state machine has applied. */
  long appliedIndex();

  /**
   * Moves leadership to another replica; may be called at any replica. Commands are held, not
   * rejected, meanwhile. The old leader stays in office unless the target has won. Never completes
   * exceptionally; see {@link TransferOutcome}.
   *
   * @param limit how long commands may be held; a transfer that takes longer is aborted
   */
  CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit);
}
