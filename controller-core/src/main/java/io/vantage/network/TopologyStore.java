package io.vantage.network;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.Port;
import io.vantage.network.NetworkEvent.Change;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Switches, ports, links and hosts of one partition. Written by its apply thread only; read by any
 * thread. A rule that a command breaks is answered before anything is changed.
 */
final class TopologyStore {
  private static final CommandResult DONE = new CommandResult.Done();
  private static final long NO_GENERATION = -1;

  private final ConcurrentHashMap<DatapathId, DeviceState> devices = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<HostKey, Host> hosts = new ConcurrentSkipListMap<>();
  private final ConcurrentHashMap<DatapathId, Long> generations = new ConcurrentHashMap<>();
  private final TopologyChanges changes;
  private final Consumer<NetworkEvent> events;

  TopologyStore(TopologyChanges changes, Consumer<NetworkEvent> events) {
    this.changes = changes;
    this.events = events;
  }

  Collection<DeviceState> devices() {
    return devices.values();
  }

  /** By MAC address, then VLAN. */
  Collection<Host> hosts() {
    return hosts.values();
  }

  Map<DatapathId, Long> generations() {
    return generations;
  }

  Optional<DeviceState> device(DatapathId id) {
    return Optional.ofNullable(devices.get(id));
  }

  boolean knows(DatapathId device) {
    return devices.containsKey(device);
  }

  /** True if a command for this switch has changed anything here. */
  boolean hasTraceOf(DatapathId device) {
    return devices.containsKey(device) || generations.containsKey(device);
  }

  CommandResult connect(Device described, Collection<Port> reported) {
    TreeMap<ConnectPoint, Port> ports = new TreeMap<>();
    for (Port port : reported) {
      if (!port.device().equals(described.id())) {
        return rejected("port " + port.connectPoint() + " is not of switch " + described.id());
      }
      ports.put(port.connectPoint(), port);
    }
    DeviceState old = devices.get(described.id());
    Device device = described.withConnected(true);
    replace(
        old,
        new DeviceState(
            device,
            ImmutableSortedMap.copyOfSorted(ports),
            old == null ? ImmutableSortedSet.of() : old.links()));
    return DONE;
  }

  CommandResult disconnect(DatapathId id) {
    DeviceState old = devices.get(id);
    if (old == null) {
      return unknown("disconnection of", id);
    }
    replace(old, new DeviceState(old.device().withConnected(false), old.ports(), old.links()));
    return DONE;
  }

  CommandResult remove(DatapathId id) {
    DeviceState old = devices.get(id);
    if (old == null) {
      return DONE;
    }
    if (old.device().connected()) {
      return rejected("switch " + id + " is connected and cannot be removed");
    }
    devices.remove(id);
    changes.placeChanged();
    old.links().forEach(link -> tell(new NetworkEvent.LinkChanged(Change.REMOVED, link)));
    removeHostsWithoutPort(id);
    old.ports().values().forEach(p -> tell(new NetworkEvent.PortChanged(Change.REMOVED, p)));
    tell(new NetworkEvent.DeviceChanged(Change.REMOVED, old.device()));
    return DONE;
  }

  CommandResult updatePort(Port port) {
    DeviceState old = devices.get(port.device());
    if (old == null) {
      return unknown("port " + port.connectPoint() + " of", port.device());
    }
    TreeMap<ConnectPoint, Port> ports = new TreeMap<>(old.ports());
    ports.put(port.connectPoint(), port);
    replace(
        old, new DeviceState(old.device(), ImmutableSortedMap.copyOfSorted(ports), old.links()));
    return DONE;
  }

  CommandResult removePort(ConnectPoint place) {
    DeviceState old = devices.get(place.device());
    if (old == null || !old.ports().containsKey(place)) {
      return DONE;
    }
    TreeMap<ConnectPoint, Port> ports = new TreeMap<>(old.ports());
    ports.remove(place);
    replace(
        old, new DeviceState(old.device(), ImmutableSortedMap.copyOfSorted(ports), old.links()));
    return DONE;
  }

  CommandResult updateLink(Link link) {
    DeviceState old = devices.get(link.from().device());
    if (old == null) {
      return unknown("link from", link.from().device());
    }
    if (!old.hasUp(link.from())) {
      return rejected("link from port " + link.from() + ", which is down or unknown");
    }
    if (!old.links().contains(link)) {
      replace(
          old,
          new DeviceState(
              old.device(),
              old.ports(),
              ImmutableSortedSet.<Link>naturalOrder().addAll(old.links()).add(link).build()));
      removeHosts(link.from().device(), host -> host.location().equals(link.from()));
    }
    return DONE;
  }

  CommandResult removeLink(Link link) {
    DeviceState old = devices.get(link.from().device());
    if (old != null && old.links().contains(link)) {
      ImmutableSortedSet<Link> links =
          old.links().stream()
              .filter(other -> !other.equals(link))
              .collect(ImmutableSortedSet.toImmutableSortedSet(Link::compareTo));
      replace(old, new DeviceState(old.device(), old.ports(), links));
    }
    return DONE;
  }

  CommandResult updateHost(Host host) {
    DeviceState at = devices.get(host.location().device());
    if (at == null) {
      return unknown("host " + host.mac() + " at", host.location().device());
    }
    if (!at.ports().containsKey(host.location())) {
      return rejected("host " + host.mac() + " at unknown port " + host.location());
    }
    if (at.links().stream().anyMatch(link -> link.from().equals(host.location()))) {
      return rejected("host " + host.mac() + " at " + host.location() + ", where a link starts");
    }
    HostKey key = HostKey.of(host);
    Host old = hosts.get(key);
    boolean stale = old != null && HostKey.BY_SIGHTING.compare(host, old) < 0;
    if (!stale && !host.equals(old)) {
      hosts.put(key, host);
      changes.hostChanged();
      tell(new NetworkEvent.HostChanged(Change.PUT, host));
    }
    return DONE;
  }

  CommandResult removeHost(DatapathId device, HostKey key, long sinceMillis) {
    Host old = hosts.get(key);
    if (old != null && old.location().device().equals(device) && old.sinceMillis() <= sinceMillis) {
      forget(key, old);
    }
    return DONE;
  }

  CommandResult raiseGeneration(DatapathId device, long observed, long term) {
    long base = generations.getOrDefault(device, 0L);
    boolean newer = observed != NO_GENERATION && base + term - observed <= 0; // wraps around
    if (newer) {
      generations.put(device, observed + 1 - term);
    }
    return DONE;
  }

  /** The last generation id that a role request may have carried up to {@code term}. */
  long generation(DatapathId device, long term) {
    return generations.getOrDefault(device, 0L) + term;
  }

  /** Takes over a host that came with its switch, unless it has been seen here later; no events. */
  void adopt(Host host) {
    hosts.merge(HostKey.of(host), host, (a, b) -> HostKey.BY_SIGHTING.compare(a, b) < 0 ? b : a);
  }

  /** What was taken over without events shows from now on. */
  void adopted() {
    changes.placeChanged();
    changes.hostChanged();
  }

  /** Drops all of a switch without events: it is elsewhere. */
  void drop(DatapathId device) {
    devices.remove(device);
    generations.remove(device);
    hosts.values().removeIf(host -> host.location().device().equals(device));
    adopted();
  }

  /** Takes over a value of a snapshot, without checks or events. */
  void restore(DeviceState state) {
    devices.put(state.device().id(), state);
  }

  void restore(Host host) {
    hosts.put(HostKey.of(host), host);
  }

  void restore(SnapshotItem.Generation generation) {
    generations.put(generation.device(), generation.base());
  }

  /** Puts a new state in place, less the links and hosts that have lost their port. */
  private void replace(DeviceState old, DeviceState asked) {
    ImmutableSortedSet<Link> links =
        asked.links().stream()
            .filter(link -> asked.hasUp(link.from()))
            .collect(ImmutableSortedSet.toImmutableSortedSet(Link::compareTo));
    DeviceState now = new DeviceState(asked.device(), asked.ports(), links);
    if (now.equals(old)) {
      return;
    }
    devices.put(now.device().id(), now);
    changes.placeChanged();
    boolean known = old != null;
    if (!known || !old.device().equals(now.device())) {
      tell(new NetworkEvent.DeviceChanged(Change.PUT, now.device()));
    }
    tellLinks(Change.REMOVED, known ? old.links() : ImmutableSortedSet.of(), now.links());
    if (known && !now.ports().keySet().containsAll(old.ports().keySet())) {
      removeHostsWithoutPort(now.device().id());
    }
    tellPorts(known ? old.ports() : ImmutableSortedMap.of(), now.ports());
    tellLinks(Change.PUT, now.links(), known ? old.links() : ImmutableSortedSet.of());
  }

  private void tellPorts(Map<ConnectPoint, Port> old, Map<ConnectPoint, Port> now) {
    old.forEach(
        (place, port) -> {
          if (!now.containsKey(place)) {
            tell(new NetworkEvent.PortChanged(Change.REMOVED, port));
          }
        });
    now.forEach(
        (place, port) -> {
          if (!port.equals(old.get(place))) {
            tell(new NetworkEvent.PortChanged(Change.PUT, port));
          }
        });
  }

  private void tellLinks(Change change, Collection<Link> links, Collection<Link> except) {
    for (Link link : links) {
      if (!except.contains(link)) {
        tell(new NetworkEvent.LinkChanged(change, link));
      }
    }
  }

  private void removeHostsWithoutPort(DatapathId device) {
    DeviceState state = devices.get(device);
    removeHosts(device, host -> state == null || !state.ports().containsKey(host.location()));
  }

  /** In order of the hosts, so that every replica tells the same. */
  private void removeHosts(DatapathId device, Predicate<Host> which) {
    hosts.values().stream()
        .filter(host -> host.location().device().equals(device) && which.test(host))
        .toList()
        .forEach(host -> forget(HostKey.of(host), host));
  }

  private void forget(HostKey key, Host host) {
    hosts.remove(key);
    changes.hostChanged();
    tell(new NetworkEvent.HostChanged(Change.REMOVED, host));
  }

  private void tell(NetworkEvent event) {
    events.accept(event);
  }

  private static CommandResult unknown(String what, DatapathId device) {
    return rejected(what + " unknown switch " + device);
  }

  private static CommandResult rejected(String reason) {
    return new CommandResult.Rejected(reason);
  }
}
