package io.vantage.cluster;

/** How a {@link PartitionLog#transfer leadership transfer} ended. */
public sealed interface TransferOutcome {
  /**
   * The target leads.
   *
   * @param term the new term
   * @param pauseNanos how long the old leader held commands
   */
  record Moved(PartitionId partition, ReplicaId from, ReplicaId to, long term, long pauseNanos)
      implements TransferOutcome {}

  /** The target led already; nothing was done. */
  record AlreadyThere(PartitionId partition, ReplicaId leader, long term)
      implements TransferOutcome {}

  /** Nothing moved, or another replica than the target won; no update was lost. */
  record Aborted(PartitionId partition, Reason reason, String detail) implements TransferOutcome {}

  /** Why a transfer was given up. */
  enum Reason {
    UNKNOWN_TARGET,
    NO_LEADER,
    TARGET_UNREACHABLE,
    TARGET_LAGS,
    TRANSFER_IN_PROGRESS,
    TARGET_REFUSED,
    OTHER_LEADER,
    TIMEOUT
  }
}
