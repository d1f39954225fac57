package io.vantage.network;

import static java.util.Comparator.comparingInt;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.GroupEntry;
import io.vantage.model.MeterEntry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The view of what this replica has applied, over the state machines of all partitions. Create it
 * first, hand its {@link #stateMachine machines} to the cluster, then both to {@link
 * ReplicatedNetwork}.
 *
 * <p>A read shows each switch with its ports and links, each host and each desire as one command
 * left it; between partitions, and between the desires of one switch, it may fall between two
 * commands.
 */
public final class LocalView implements NetworkView {
  private static final Comparator<FlowEntry> TABLE_ORDER =
      comparingInt((FlowEntry entry) -> entry.rule().table())
          .thenComparing(comparingInt((FlowEntry entry) -> entry.rule().priority()).reversed())
          .thenComparingLong(FlowEntry::revision);

  private final Listeners listeners = new Listeners();
  private final Holders holders = new Holders();
  private final SortedMap<PartitionId, NetworkStateMachine> machines = new TreeMap<>();
  private final NetworkStateMachine system;
  private final TopologyCache topology;

  /**
   * @param partitions all partitions of the cluster, {@link PartitionId#SYSTEM} among them
   */
  public LocalView(Collection<PartitionId> partitions) {
    for (PartitionId partition : partitions) {
      machines.put(partition, new NetworkStateMachine(partition, listeners, holders));
    }
    system = stateMachine(PartitionId.SYSTEM);
    topology = new TopologyCache(machines.values(), holders);
  }

  /**
   * The machine to which the cluster applies the partition's log.
   *
   * @throws IllegalArgumentException if there is no such partition
   */
  public NetworkStateMachine stateMachine(PartitionId partition) {
    NetworkStateMachine machine = machines.get(partition);
    if (machine == null) {
      throw new IllegalArgumentException(
          "no partition " + partition + "; there are " + machines.keySet());
    }
    return machine;
  }

  @Override
  public Topology topology() {
    return topology.newest();
  }

  @Override
  public List<FlowEntry> flows(DatapathId device) {
    return read(
        device,
        List.of(),
        state -> state.flows.of(device).values().stream().sorted(TABLE_ORDER).toList());
  }

  @Override
  public Optional<FlowEntry> flow(FlowKey key) {
    return read(
        key.device(),
        Optional.empty(),
        state -> Optional.ofNullable(state.flows.of(key.device()).get(key)));
  }

  @Override
  public List<GroupEntry> groups(DatapathId device) {
    return read(
        device,
        List.of(),
        state ->
            state.groups.of(device).values().stream()
                .sorted((a, b) -> Integer.compareUnsigned(a.group().id(), b.group().id()))
                .toList());
  }

  @Override
  public List<MeterEntry> meters(DatapathId device) {
    return read(
        device,
        List.of(),
        state ->
            state.meters.of(device).values().stream()
                .sorted((a, b) -> Integer.compareUnsigned(a.meter().id(), b.meter().id()))
                .toList());
  }

  @Override
  public Optional<PartitionId> partitionOf(DatapathId device) {
    Optional<Holders.Holder> holder = holders.of(device);
    if (holder.isPresent()) {
      return Optional.of(holder.get().partition());
    }
    PartitionId assigned = assignments().get(device);
    if (assigned != null && machines.get(assigned).state().topology.hasTraceOf(device)) {
      return Optional.of(assigned);
    }
    return foundAt(device).or(() -> Optional.ofNullable(assigned));
  }

  /**
   * Where the switch is although its assignment has not arrived yet, or has arrived before the move
   * that it belongs to: partitions are applied independently, and who has awaited a command of one
   * must see what it did.
   */
  private Optional<PartitionId> foundAt(DatapathId device) {
    return machines.entrySet().stream()
        .filter(entry -> entry.getValue().state().topology.hasTraceOf(device))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public Map<DatapathId, PartitionId> assignments() {
    return system.state().system.assignments();
  }

  @Override
  public long generationBase(DatapathId device) {
    return read(device, 0L, state -> state.topology.generations().getOrDefault(device, 0L));
  }

  @Override
  public Map<DatapathId, DeviceMove> moves() {
    return system.state().system.moves();
  }

  Holders holders() {
    return holders;
  }

  @Override
  public Map<String, String> configuration() {
    return system.state().system.configuration();
  }

  @Override
  public Subscription subscribe(NetworkListener listener) {
    return listeners.add(listener);
  }

  /**
   * Reads from the partition that has the switch on this replica; once more if it was moved under
   * the reader.
   */
  private <T> T read(DatapathId device, T unknown, Function<PartitionState, T> reader) {
    while (true) {
      Optional<Holders.Holder> holder = holders.of(device);
      T value = stateOf(device, holder).map(reader).orElse(unknown);
      if (holders.of(device).equals(holder)) {
        return value;
      }
    }
  }

  /** Empty while the switch is not known to this replica. */
  private Optional<PartitionState> stateOf(DatapathId device, Optional<Holders.Holder> holder) {
    Optional<PartitionState> kept = holder.flatMap(Holders.Holder::kept);
    return kept.isPresent()
        ? kept
        : partitionOf(device).map(machines::get).map(NetworkStateMachine::state);
  }
}
