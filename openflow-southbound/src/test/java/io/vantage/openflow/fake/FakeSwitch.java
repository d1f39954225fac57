package io.vantage.openflow.fake;

import io.vantage.cluster.VirtualTime;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.MacAddress;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.openflow.codec.CanonicalRule;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchListener;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A switch in memory: flow table, groups, meters, roles with generation ids, ports with cables to
 * other switches. Refuses what it is told to refuse, and writes down what it was asked.
 */
public final class FakeSwitch {
  static final SwitchError STALE =
      new SwitchError(11, 0, "OFPET_ROLE_REQUEST_FAILED/OFPRRFC_STALE");
  static final SwitchError IS_SLAVE = new SwitchError(1, 10, "OFPET_BAD_REQUEST/OFPBRC_IS_SLAVE");
  private static final SwitchError GROUP_EXISTS = new SwitchError(6, 0, "GROUP_EXISTS");
  private static final SwitchError UNKNOWN_GROUP = new SwitchError(6, 8, "UNKNOWN_GROUP");
  private static final SwitchError BAD_OUT_GROUP = new SwitchError(2, 9, "BAD_OUT_GROUP");
  private static final SwitchError METER_EXISTS = new SwitchError(12, 1, "METER_EXISTS");

  private final VirtualTime time;
  private final DatapathId id;
  private final OpenFlowVersion version;
  private final Map<Integer, Port> ports = new TreeMap<>();
  private final Map<Integer, Cable> cables = new HashMap<>();
  private final Map<Integer, Consumer<byte[]>> taps = new HashMap<>();
  private final List<FakeChannel> connections = new ArrayList<>();
  private final Map<SwitchListener, FakeChannel> byListener = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  final Map<FlowKey, FlowRule> flows = new LinkedHashMap<>();
  final Map<Integer, Group> groups = new TreeMap<>();
  final Map<Integer, Meter> meters = new TreeMap<>();
  private Function<FlowRule, Optional<SwitchError>> refusal = rule -> Optional.empty();
  private UnaryOperator<FlowRule> display = rule -> rule;
  private long generation = -1;

  private record Cable(FakeSwitch peer, int port) {}

  public FakeSwitch(VirtualTime time, long id, OpenFlowVersion version, int ports) {
    this.time = time;
    this.id = new DatapathId(id);
    this.version = version;
    for (int number = 1; number <= ports; number++) {
      this.ports.put(number, port(number, true));
    }
  }

  public DatapathId id() {
    return id;
  }

  public OpenFlowVersion version() {
    return version;
  }

  VirtualTime time() {
    return time;
  }

  public ConnectPoint at(int port) {
    return new ConnectPoint(id, port);
  }

  private Port port(int number, boolean up) {
    MacAddress mac = new MacAddress(0x0200_0000_0000L + id.value() * 256 + number);
    return new Port(id, number, "eth" + number, mac, up, 1_000_000);
  }

  /** Lays a cable; frames need a millisecond. */
  public void wire(int port, FakeSwitch peer, int peerPort) {
    cables.put(port, new Cable(peer, peerPort));
    peer.cables.put(peerPort, new Cable(this, port));
  }

  /** Breaks one direction: what is sent out of the port is lost. */
  public void breakOutgoing(int port) {
    cables.remove(port);
  }

  /** Shows all frames that leave by a port. */
  public void tap(int port, Consumer<byte[]> observer) {
    taps.put(port, observer);
  }

  public FakeChannel connect(SwitchListener listener) {
    FakeChannel channel = new FakeChannel(this, listener);
    connections.add(channel);
    byListener.put(listener, channel);
    channel.run(
        () ->
            listener.connected(
                channel, SwitchDescription.UNKNOWN, 254, List.copyOf(ports.values())));
    return channel;
  }

  public void disconnect(SwitchListener listener) {
    byListener.remove(listener).close("cut");
  }

  void ended(FakeChannel channel) {
    connections.remove(channel);
  }

  /** Loses its tables, roles and connections, and connects to the same controllers again. */
  public void restart() {
    List<SwitchListener> controllers = List.copyOf(byListener.keySet());
    controllers.forEach(this::disconnect);
    flows.clear();
    groups.clear();
    meters.clear();
    generation = -1;
    controllers.forEach(this::connect);
  }

  public void setPort(int number, boolean up) {
    Port port = port(number, up);
    ports.put(number, port);
    connections.forEach(c -> c.run(() -> c.listener().portChanged(c, port)));
  }

  /** Makes the switch refuse rules. */
  public void refuse(Function<FlowRule, Optional<SwitchError>> rule) {
    refusal = rule;
  }

  /** As if another cluster had been master before. */
  public void showGeneration(long value) {
    generation = value;
  }

  /** Makes the switch give rules back in another form than it got them. */
  public void display(UnaryOperator<FlowRule> form) {
    display = form;
  }

  List<SwitchStatistics.Flow> statistics() {
    return flows.values().stream()
        .map(rule -> new SwitchStatistics.Flow(display.apply(rule), 7, 700, 1000))
        .toList();
  }

  public long generation() {
    return generation;
  }

  public Map<FlowKey, FlowRule> flows() {
    return flows;
  }

  public Set<Integer> groups() {
    return new LinkedHashSet<>(groups.keySet());
  }

  /** Everything that was asked of the switch since the last call. */
  public List<String> requests() {
    List<String> result = List.copyOf(requests);
    requests.clear();
    return result;
  }

  /** Roles by connection, in the order of connecting. */
  public List<Role> roles() {
    return connections.stream().map(FakeChannel::role).toList();
  }

  /** What {@code ovs-ofctl del-flows} does. */
  public void deleteAllFlows() {
    List<FlowRule> gone = List.copyOf(flows.values());
    flows.clear();
    gone.forEach(rule -> tellRemoved(rule, FlowRemoved.Reason.DELETE));
  }

  /** Same, but nobody is told. */
  public void loseFlow(FlowKey key) {
    flows.remove(key);
  }

  public void expire(FlowKey key) {
    tellRemoved(flows.remove(key), FlowRemoved.Reason.IDLE_TIMEOUT);
  }

  public void putForeign(FlowRule rule) {
    flows.put(rule.key(), rule);
  }

  private void tellRemoved(FlowRule rule, FlowRemoved.Reason reason) {
    FlowRemoved removed = new FlowRemoved(rule.key(), rule.cookie(), reason, 0, 0);
    listening().forEach(c -> c.run(() -> c.listener().flowRemoved(c, removed)));
  }

  private List<FakeChannel> listening() {
    return connections.stream().filter(c -> c.role() != Role.SLAVE).toList();
  }

  Optional<SwitchError> changeRole(FakeChannel from, Role role, long shown) {
    requests.add(role + (role == Role.NO_CHANGE ? "" : " " + shown));
    if (role == Role.MASTER || role == Role.SLAVE) {
      if (generation != -1 && shown - generation < 0) {
        return Optional.of(STALE);
      }
      generation = shown;
    }
    if (role == Role.MASTER) {
      connections.stream().filter(c -> c.role() == Role.MASTER).forEach(FakeChannel::demote);
    }
    return Optional.empty();
  }

  Optional<SwitchError> execute(FakeChannel from, SwitchMessage message) {
    if (from.role() == Role.SLAVE) {
      return Optional.of(IS_SLAVE);
    }
    if (message instanceof SwitchMessage.FlowMod mod) {
      return change(mod);
    } else if (message instanceof SwitchMessage.GroupMod mod) {
      return change(mod);
    } else if (message instanceof SwitchMessage.MeterMod mod) {
      return change(mod);
    } else if (message instanceof SwitchMessage.PacketOut out) {
      out.actions().forEach(action -> emit(((Action.Output) action).port(), out.data()));
    } else if (message instanceof SwitchMessage.ClearCookies clear) {
      flows.values().removeIf(rule -> (rule.cookie() & clear.mask()) == clear.cookie());
    } else {
      flows.clear();
    }
    return Optional.empty();
  }

  private Optional<SwitchError> change(SwitchMessage.FlowMod mod) {
    FlowRule rule = CanonicalRule.of(mod.rule());
    requests.add(mod.command() + " " + rule.priority());
    if (mod.command() == SwitchMessage.FlowMod.Command.DELETE) {
      FlowRule gone = flows.remove(rule.key());
      if (gone != null) {
        tellRemoved(gone, FlowRemoved.Reason.DELETE);
      }
      return Optional.empty();
    }
    for (Action action : rule.actions()) {
      if (action instanceof Action.ToGroup group && !groups.containsKey(group.group())) {
        return Optional.of(BAD_OUT_GROUP);
      }
    }
    Optional<SwitchError> refused = refusal.apply(rule);
    if (refused.isEmpty()) {
      flows.put(rule.key(), rule);
    }
    return refused;
  }

  private Optional<SwitchError> change(SwitchMessage.GroupMod mod) {
    int number = mod.group().id();
    requests.add("group " + mod.command() + " " + number);
    switch (mod.command()) {
      case ADD -> {
        return groups.putIfAbsent(number, mod.group()) == null
            ? Optional.empty()
            : Optional.of(GROUP_EXISTS);
      }
      case MODIFY -> {
        return groups.replace(number, mod.group()) == null
            ? Optional.of(UNKNOWN_GROUP)
            : Optional.empty();
      }
      case DELETE -> deleteGroup(number);
    }
    return Optional.empty();
  }

  /** Takes the rules with it that use the group. */
  public void deleteGroup(int number) {
    groups.remove(number);
    List<FlowRule> users =
        flows.values().stream()
            .filter(rule -> rule.actions().contains(new Action.ToGroup(number)))
            .toList();
    users.forEach(rule -> flows.remove(rule.key()));
    users.forEach(rule -> tellRemoved(rule, FlowRemoved.Reason.GROUP_DELETE));
  }

  private Optional<SwitchError> change(SwitchMessage.MeterMod mod) {
    int number = mod.meter().id();
    switch (mod.command()) {
      case ADD -> {
        return meters.putIfAbsent(number, mod.meter()) == null
            ? Optional.empty()
            : Optional.of(METER_EXISTS);
      }
      case MODIFY -> meters.put(number, mod.meter());
      case DELETE -> meters.remove(number);
    }
    return Optional.empty();
  }

  private void emit(int port, byte[] frame) {
    taps.getOrDefault(port, unobserved -> {}).accept(frame);
    Cable cable = cables.get(port);
    if (cable != null && ports.get(port).up()) {
      time.schedule(() -> cable.peer().receive(cable.port(), frame), 1, TimeUnit.MILLISECONDS);
    }
  }

  /** A frame comes in; goes to whoever is master, as the rules for probes ask. */
  public void receive(int port, byte[] frame) {
    if (!ports.get(port).up()) {
      return;
    }
    PacketIn packet = new PacketIn(id, port, PacketIn.NO_BUFFER, PacketIn.ACTION, 0, 0, frame);
    listening().forEach(c -> c.run(() -> c.listener().packetIn(c, packet)));
  }
}
