package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowEntry;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MeterEntry;
import io.vantage.model.Port;
import java.util.Optional;

/** A change of the network's state, told after the local view shows it. */
public sealed interface NetworkEvent {
  /** Whether the value is there (again, or changed) or gone. */
  enum Change {
    PUT,
    REMOVED
  }

  /** A switch came, changed or went; its rules, groups and meters go with it untold. */
  record DeviceChanged(Change change, Device device) implements NetworkEvent {}

  record PortChanged(Change change, Port port) implements NetworkEvent {}

  /**
   * A link was reported or has gone. The topology shows it only while both of its ports are up:
   * follow {@link PortChanged} and {@link DeviceChanged} too.
   */
  record LinkChanged(Change change, Link link) implements NetworkEvent {}

  record HostChanged(Change change, Host host) implements NetworkEvent {}

  record FlowChanged(Change change, FlowEntry entry) implements NetworkEvent {}

  record GroupChanged(Change change, GroupEntry entry) implements NetworkEvent {}

  record MeterChanged(Change change, MeterEntry entry) implements NetworkEvent {}

  /** A switch was given to a partition, or a partition holds it after a move. */
  record SwitchAssigned(DatapathId device, PartitionId partition) implements NetworkEvent {}

  /** The system partition knows a move, or knows more about it. */
  record MoveChanged(DeviceMove move) implements NetworkEvent {}

  /**
   * A move is over.
   *
   * @param move with its last phase, {@code COMMITTED} or {@code ABORTED}
   * @param pauseNanos how long commands for the switch had to wait, as far as it is known
   */
  record MoveEnded(DeviceMove move, long pauseNanos) implements NetworkEvent {}

  /** A configuration value was set, or removed if {@code value} is empty. */
  record ConfigurationChanged(String key, Optional<String> value) implements NetworkEvent {}

  /** The partition's state was replaced by a snapshot; look at the view anew. */
  record PartitionRestored(PartitionId partition) implements NetworkEvent {}
}
