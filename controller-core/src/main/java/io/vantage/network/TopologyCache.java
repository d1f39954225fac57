package io.vantage.network;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.Port;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The newest topology, built when it is read and something has changed since. What has not changed
 * (hosts on the one hand, switches, ports and links on the other) is taken over by identity. Any
 * thread, without locks: threads that read at once may build the same twice.
 */
final class TopologyCache {
  private static final Topology EMPTY =
      new Topology(
          0,
          ImmutableSortedMap.of(),
          ImmutableSortedMap.of(),
          ImmutableSortedSet.of(),
          HostTable.ofSightings(List.of()));

  private final List<NetworkStateMachine> machines;
  private final Holders holders;
  private final AtomicReference<Built> newest = new AtomicReference<>(new Built(0, 0, EMPTY));

  TopologyCache(Collection<NetworkStateMachine> machines, Holders holders) {
    this.machines = List.copyOf(machines);
    this.holders = holders;
  }

  /** A topology that shows at least so many changes. */
  private record Built(long places, long hosts, Topology topology) {}

  Topology newest() {
    Built known = newest.get();
    // Counted before the state is read: a change that slips in is shown now and built again later.
    long moved = holders.changes();
    long places = moved;
    long hosts = moved;
    for (NetworkStateMachine machine : machines) {
      places += machine.changes().places();
      hosts += machine.changes().hosts();
    }
    if (known.places == places && known.hosts == hosts) {
      return known.topology;
    }
    Built built = build(known, places, hosts);
    while (holders.changes() != moved) { // a switch may have been missed, or be there twice
      moved = holders.changes();
      built = build(known, places, hosts);
    }
    return newest.accumulateAndGet(
            built, (a, b) -> b.topology.version() > a.topology.version() ? b : a)
        .topology;
  }

  private Built build(Built known, long places, long hosts) {
    Topology old = known.topology;
    Map<DatapathId, Holders.Holder> moved = holders.snapshot();
    List<Host> foundHosts = known.hosts == hosts ? old.hosts() : hosts(moved);
    if (known.places == places) {
      return new Built(
          places,
          hosts,
          new Topology(places + hosts, old.devices(), old.ports(), old.links(), foundHosts));
    }
    Map<DatapathId, DeviceState> states = new HashMap<>();
    for (NetworkStateMachine machine : machines) {
      for (DeviceState state : machine.state().topology.devices()) {
        if (isShown(state.device().id(), machine, moved)) {
          states.put(state.device().id(), state);
        }
      }
    }
    for (TopologyStore kept : kept(moved)) {
      kept.devices().forEach(state -> states.put(state.device().id(), state));
    }
    return new Built(places, hosts, topology(places + hosts, states, foundHosts));
  }

  private static Topology topology(
      long version, Map<DatapathId, DeviceState> states, List<Host> hosts) {
    ImmutableSortedMap.Builder<DatapathId, Device> devices = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<ConnectPoint, Port> ports = ImmutableSortedMap.naturalOrder();
    ImmutableSortedSet.Builder<Link> links = ImmutableSortedSet.naturalOrder();
    states.values().stream()
        .sorted((a, b) -> a.device().id().compareTo(b.device().id()))
        .forEach(
            state -> {
              devices.put(state.device().id(), state.device());
              ports.putAll(state.ports());
              for (Link link : state.links()) {
                if (carries(states, link.from()) && carries(states, link.to())) {
                  links.add(link);
                }
              }
            });
    return new Topology(
        version, devices.buildOrThrow(), ports.buildOrThrow(), links.build(), hosts);
  }

  private static boolean carries(Map<DatapathId, DeviceState> states, ConnectPoint place) {
    DeviceState state = states.get(place.device());
    return state != null && state.hasUp(place);
  }

  private HostTable hosts(Map<DatapathId, Holders.Holder> moved) {
    List<Host> sightings = new ArrayList<>();
    for (NetworkStateMachine machine : machines) {
      for (Host host : machine.state().topology.hosts()) {
        if (isShown(host.location().device(), machine, moved)) {
          sightings.add(host);
        }
      }
    }
    kept(moved).forEach(kept -> sightings.addAll(kept.hosts()));
    return HostTable.ofSightings(sightings);
  }

  /** Of a switch that is being moved two partitions may have a copy; one is shown. */
  private static boolean isShown(
      DatapathId device, NetworkStateMachine machine, Map<DatapathId, Holders.Holder> moved) {
    Holders.Holder holder = moved.isEmpty() ? null : moved.get(device);
    return holder == null || holder.isAt(machine.partition());
  }

  private static List<TopologyStore> kept(Map<DatapathId, Holders.Holder> moved) {
    return moved.values().stream()
        .flatMap(holder -> holder.kept().stream())
        .map(state -> state.topology)
        .toList();
  }
}
