package io.vantage.cluster.atomix;

import java.util.EnumSet;
import java.util.Set;

/**
 * Workarounds for defects of the engine. All are on, always; a test switches one off to show that
 * it is needed.
 */
enum Cure {
  /** {@link VoteGuard}: at most one vote per term, also across restarts. */
  VOTE_GUARD,
  /** The engine forgets its vote when a leader of the same term is lost: put it back. */
  KEEP_VOTE,
  /**
   * A leader that learns of a later term from another's configuration or snapshot stays leader, in
   * a term that is not its own, and sends its entries as that term's: have it step down.
   */
  STEP_DOWN,
  /**
   * A follower that has not yet applied what was committed when it joined does not stand for
   * election, and looks after its leader only once; if a majority is like that, nobody leads again.
   */
  STAND,
  /**
   * Hand a long backlog to the state machine in slices; the engine's thread takes it all at once.
   */
  SLICES,
  /** A log reader that re-opens at an index instead of walking there. */
  REOPEN_READER,
  /** Close the readers of followers when a leadership ends. */
  CLOSE_READERS,
  /** Offer parked commands again whose gap has closed. */
  UNSTICK,
  /** Append an empty entry when the commit of the last one has gone unnoticed. */
  NUDGE,
  /** Hold requests while no leader is known or it is moving, instead of rejecting them. */
  HOLD,
  /** Our own compaction instead of the engine's, which pauses under load. */
  COMPACT,
  /** Updates that were applied through a lost session are not applied again. */
  REQUEST_IDS,
  /** Send the snapshot again to a follower that had it and lost its disk. */
  LOST_SNAPSHOT,
  /** Stop, rather than apply entries to a state that lacks those before. */
  GAP,
  /** Refuse an old first append that would wipe a log, and take no commit from an empty one. */
  STALE_APPEND,
  /** {@link WipingLogWriter}: entries that were cut off do not come back. */
  WIPE;

  static Set<Cure> all() {
    return EnumSet.allOf(Cure.class);
  }
}
