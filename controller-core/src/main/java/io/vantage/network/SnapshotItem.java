package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;

/**
 * Parts of a snapshot that are no values of the model. A snapshot is a {@link Header}, then values
 * in a fixed order, then an {@link End}; each one a message of {@link NetworkTypes} behind its
 * length (4 bytes).
 */
sealed interface SnapshotItem {
  /**
   * @param revision newest revision that was given to a flow rule, group or meter
   */
  record Header(PartitionId partition, long revision) implements SnapshotItem {}

  record Assignment(DatapathId device, PartitionId partition) implements SnapshotItem {}

  record Configuration(String key, String value) implements SnapshotItem {}

  record Generation(DatapathId device, long base) implements SnapshotItem {}

  /**
   * @param newest id of the newest move that ever began
   */
  record Moves(long newest) implements SnapshotItem {}

  /** A move that is under way. */
  record Move(DeviceMove move) implements SnapshotItem {}

  record Held(DatapathId device, long move) implements SnapshotItem {}

  record Frozen(DatapathId device, long move, long generation) implements SnapshotItem {}

  record Gone(DatapathId device, long move) implements SnapshotItem {}

  /** A part of a copy, in the form in which it came. */
  record Staged(NetworkCommand.StageDevice part) implements SnapshotItem {}

  /**
   * @param items messages before this one, so that a cut snapshot is noticed
   */
  record End(long items) implements SnapshotItem {}
}
