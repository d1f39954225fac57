package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;

/** What became of the wish to move a switch to another partition. */
public sealed interface MoveOutcome {
  DatapathId device();

  /**
   * The new partition has the switch with all its state.
   *
   * @param pauseNanos how long commands for the switch had to wait; 0 if that is not known, since
   *     another replica finished the move
   */
  record Moved(DatapathId device, PartitionId from, PartitionId to, long pauseNanos)
      implements MoveOutcome {}

  record AlreadyThere(DatapathId device, PartitionId partition) implements MoveOutcome {}

  /** The switch stays where it was, with all its state. */
  record Aborted(DatapathId device, PartitionId partition, String reason) implements MoveOutcome {}
}
