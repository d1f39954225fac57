package io.vantage.testbed.emulation.datapath;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The forwarding half of a switch: ports, flow tables, groups, meters and packet buffers. All state
 * belongs to the event loop of the switch. Time is nanoseconds of the given monotonic clock.
 */
public final class Datapath {
  private static final int GROUP_DEPTH = 16;

  /** Sizes that a switch reports and enforces. */
  public record Limits(int tables, int flowsPerTable, int groups, int meters, int buffers) {}

  private final Limits limits;
  private final LongSupplier clock;
  private final Outlet outlet;
  private final TreeMap<Integer, Port> ports = new TreeMap<>();
  private final FlowTable[] tables;
  private final GroupTable groups;
  private final MeterTable meters;
  private final PacketBuffers buffers;

  public Datapath(Limits limits, LongSupplier clock, Outlet outlet) {
    this.limits = limits;
    this.clock = clock;
    this.outlet = outlet;
    this.tables = new FlowTable[limits.tables()];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = new FlowTable(i, limits.flowsPerTable());
    }
    this.groups = new GroupTable(limits.groups());
    this.meters = new MeterTable(limits.meters());
    this.buffers = new PacketBuffers(limits.buffers());
  }

  public long now() {
    return clock.getAsLong();
  }

  public Limits limits() {
    return limits;
  }

  public GroupTable groups() {
    return groups;
  }

  public MeterTable meters() {
    return meters;
  }

  // Ports

  public Port addPort(int number, String name, long hardwareAddress) {
    Port port = new Port(number, name, hardwareAddress, now());
    if (ports.putIfAbsent(number, port) != null) {
      throw new IllegalArgumentException("port " + number + " is there already");
    }
    return port;
  }

  public Optional<Port> removePort(int number) {
    return Optional.ofNullable(ports.remove(number));
  }

  public Optional<Port> port(int number) {
    return Optional.ofNullable(ports.get(number));
  }

  public Collection<Port> ports() {
    return List.copyOf(ports.values());
  }

  /** Sets the state of the link at a port; returns the port if that changed anything. */
  public Optional<Port> link(int number, boolean up) {
    return port(number).filter(p -> p.link(up));
  }

  /** Sets configuration bits of a port; returns the port if that changed anything. */
  public Optional<Port> configure(int number, int config, int mask) {
    return port(number).filter(p -> p.configure(config, mask));
  }

  // Frames

  /** A frame arrives at a port. */
  public void receive(int port, Frame frame) {
    port(port)
        .flatMap(p -> p.receive(frame))
        .ifPresent(f -> new PipelineRun(this, port, f).throughTables());
  }

  /** A controller sends a frame; throws {@link SwitchRefusal} for outputs that cannot be. */
  public void packetOut(int inPort, List<Action> actions, Frame frame) {
    FlowModCheck.checkActions(actions, this, true);
    new PipelineRun(this, inPort, frame).apply(actions);
  }

  /** A controller sends a buffered frame; throws {@link SwitchRefusal} for an unknown buffer. */
  public void packetOut(int buffer, List<Action> actions) {
    FlowModCheck.checkActions(actions, this, true);
    PacketBuffers.Buffered buffered = buffers.take(buffer);
    packetOut(buffered.inPort(), actions, buffered.frame());
  }

  /** Keeps a packet that a controller is about to see part of; returns its buffer number. */
  public int buffer(int inPort, Frame frame) {
    return buffers.keep(inPort, frame);
  }

  void send(int number, Frame frame) {
    port(number)
        .filter(Port::canSend)
        .ifPresent(
            p -> {
              p.sent(frame);
              outlet.transmit(number, frame);
            });
  }

  void sendToAll(int inPort, Frame frame, boolean flood) {
    for (Port port : new ArrayList<>(ports.values())) {
      if (port.number() != inPort && (!flood || port.floods())) {
        send(port.number(), frame);
      }
    }
  }

  void toControllers(Outlet.PacketInEvent event) {
    if (port(event.inPort()).map(Port::sendsPacketIns).orElse(true)) {
      outlet.packetIn(event);
    }
  }

  boolean live(Group.Bucket bucket, int depth) {
    boolean portLive =
        bucket.watchPort() != ReservedPort.ANY
            && port(bucket.watchPort()).filter(Port::live).isPresent();
    boolean groupLive =
        depth < GROUP_DEPTH
            && bucket.watchGroup() != FlowMod.ANY_GROUP
            && groups
                .get(bucket.watchGroup())
                .filter(g -> g.buckets().stream().anyMatch(b -> live(b, depth + 1)))
                .isPresent();
    return portLive || groupLive;
  }

  // Flow entries

  FlowTable table(int number) {
    return tables[number];
  }

  public int tableSize(int number) {
    return tables[number].size();
  }

  public long tableLookups(int number) {
    return tables[number].lookups();
  }

  public long tableHits(int number) {
    return tables[number].hits();
  }

  /** Carries out a flow-mod; throws {@link SwitchRefusal} and changes nothing if it is refused. */
  public void apply(FlowMod mod) {
    FlowModCheck.check(mod, this);
    switch (mod.command()) {
      case ADD -> table(mod.table()).add(mod, now());
      case MODIFY -> modify(mod, false);
      case MODIFY_STRICT -> modify(mod, true);
      case DELETE -> delete(mod, false);
      case DELETE_STRICT -> delete(mod, true);
    }
    boolean deletes = mod.command().deletes();
    if (!deletes && mod.buffer() != FlowMod.NO_BUFFER) {
      PacketBuffers.Buffered buffered = buffers.take(mod.buffer());
      new PipelineRun(this, buffered.inPort(), buffered.frame()).throughTables();
    }
  }

  /** Entries that a filter accepts, over all tables it means. */
  public List<FlowEntry> flows(FlowFilter filter) {
    return select(filter, false, 0);
  }

  /** Removes entries without telling any controller. */
  public int removeSilently(FlowFilter filter) {
    List<FlowEntry> entries = flows(filter);
    entries.forEach(e -> table(e.table()).removeAll(List.of(e)));
    return entries.size();
  }

  /** Whether some entry can time out, so that {@link #expire} has work to do. */
  public boolean hasTimedFlows() {
    for (FlowTable table : tables) {
      if (table.hasTimedEntries()) {
        return true;
      }
    }
    return false;
  }

  /** Removes the entries whose time is over. */
  public void expire() {
    long now = now();
    for (FlowTable table : tables) {
      if (table.hasTimedEntries()) {
        for (FlowEntry entry : table.select(e -> e.hardExpired(now) || e.idleExpired(now))) {
          Outlet.RemovalReason reason =
              entry.hardExpired(now)
                  ? Outlet.RemovalReason.HARD_TIMEOUT
                  : Outlet.RemovalReason.IDLE_TIMEOUT;
          remove(List.of(entry), reason);
        }
      }
    }
  }

  private void modify(FlowMod mod, boolean strict) {
    List<FlowEntry> found = select(mod.filter(), strict, mod.priority());
    if (found.isEmpty() && mod.modifyAdds()) {
      table(mod.table()).add(mod, now());
    } else {
      found.forEach(e -> e.modify(mod));
    }
  }

  private void delete(FlowMod mod, boolean strict) {
    remove(select(mod.filter(), strict, mod.priority()), Outlet.RemovalReason.DELETE);
  }

  private List<FlowEntry> select(FlowFilter filter, boolean strict, int priority) {
    List<FlowEntry> found = new ArrayList<>();
    for (int i = 0; i < tables.length; i++) {
      if (filter.coversTable(i)) {
        found.addAll(tables[i].select(filter, strict, priority));
      }
    }
    return found;
  }

  private void remove(List<FlowEntry> entries, Outlet.RemovalReason reason) {
    for (FlowEntry entry : entries) {
      table(entry.table()).removeAll(List.of(entry));
      if (entry.wantsFlowRemoved()) {
        outlet.flowRemoved(entry, reason);
      }
    }
  }

  // Groups and meters

  public void addGroup(int id, Group.Type type, List<Group.Bucket> buckets) {
    groups.add(id, type, buckets, now());
  }

  public void modifyGroup(int id, Group.Type type, List<Group.Bucket> buckets) {
    groups.modify(id, type, buckets, now());
  }

  /** Deletes a group or all; entries that used it go too (section 6.7). */
  public void deleteGroup(int id) {
    Set<Integer> gone = groups.delete(id);
    removeFlows(e -> gone.stream().anyMatch(e::usesGroup), Outlet.RemovalReason.GROUP_DELETE);
  }

  /** How many flow entries and groups refer to a group. */
  public int groupReferences(int id) {
    return groups.referencesTo(id)
        + flows(FlowFilter.ALL).stream().filter(e -> e.usesGroup(id)).toList().size();
  }

  public void addMeter(int id, int flags, List<Meter.Band> bands) {
    meters.add(id, flags, bands, now());
  }

  public void modifyMeter(int id, int flags, List<Meter.Band> bands) {
    meters.modify(id, flags, bands, now());
  }

  /** Deletes a meter or all; entries that used it go too (section 6.8). */
  public void deleteMeter(int id) {
    Set<Integer> gone = meters.delete(id);
    removeFlows(e -> gone.stream().anyMatch(e::usesMeter), Outlet.RemovalReason.DELETE);
  }

  public int meterReferences(int id) {
    return flows(FlowFilter.ALL).stream().filter(e -> e.usesMeter(id)).toList().size();
  }

  private void removeFlows(Predicate<FlowEntry> wanted, Outlet.RemovalReason reason) {
    for (FlowTable table : tables) {
      remove(table.select(wanted), reason);
    }
  }
}
