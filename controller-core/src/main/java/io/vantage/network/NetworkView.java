package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.GroupEntry;
import io.vantage.model.MeterEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network's state as applied on this replica: all partitions as one. Reads never leave the
 * process and never block; values and collections are immutable snapshots. Any thread.
 */
public interface NetworkView {
  /** Switches, ports, links and hosts; the same instance until one of them changes. */
  Topology topology();

  /** Desired rules of a switch, highest priority first within a table; empty if unknown. */
  List<FlowEntry> flows(DatapathId device);

  Optional<FlowEntry> flow(FlowKey key);

  List<GroupEntry> groups(DatapathId device);

  List<MeterEntry> meters(DatapathId device);

  /**
   * The partition that owns a switch, once it has been assigned. While a switch is moved it is the
   * one whose copy of the switch is shown here.
   */
  Optional<PartitionId> partitionOf(DatapathId device);

  Map<DatapathId, PartitionId> assignments();

  /** Switches that are being moved to another partition. */
  Map<DatapathId, DeviceMove> moves();

  /**
   * Offset that is added to the Raft term to make a generation id for this switch; raised when a
   * switch shows a greater id than the cluster would send (its data was wiped, say).
   */
  long generationBase(DatapathId device);

  Map<String, String> configuration();

  /** Registers a listener; the returned handle ends the subscription. */
  Subscription subscribe(NetworkListener listener);

  /** Handle of a subscription. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
