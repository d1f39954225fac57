package io.vantage.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Deterministic state that a partition replicates. Every method is called on the partition's one
 * apply thread, in log order, and on every replica with the same arguments; it must not read a
 * clock, a random source or anything but its own state.
 */
public interface StateMachine {
  /**
   * Applies one committed update.
   *
   * @param index log index of the entry; updates that shared an entry share the index
   * @param term Raft term in which this entry was appended by its leader
   * @param timeMillis the leader's wall clock when it appended the entry; never decreases
   * @param update as it was proposed
   * @return the answer for the proposer; small, since it is kept to answer a repeated request
   * @throws IncompatibleUpdateException if this replica is too old to understand the update; the
   *     partition then stops on this replica instead of drifting apart from the others
   */
  byte[] apply(long index, long term, long timeMillis, byte[] update);

  /** Writes the whole state; the stream is closed by the caller. */
  void snapshot(OutputStream out) throws IOException;

  /** Replaces the whole state by what {@link #snapshot} wrote, on this or on another replica. */
  void restore(InputStream in) throws IOException;
}
