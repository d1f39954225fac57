package io.vantage.network;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowEntry;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MeterEntry;
import io.vantage.model.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that a partition has of one switch, or a part of it; its generation base apart.
 *
 * @param device empty in all parts but one, and if the switch has never been connected
 */
public record DeviceImage(
    Optional<Device> device,
    List<Port> ports,
    List<Link> links,
    List<Host> hosts,
    List<FlowEntry> flows,
    List<GroupEntry> groups,
    List<MeterEntry> meters) {
  static final DeviceImage EMPTY =
      new DeviceImage(
          Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public DeviceImage {
    ports = List.copyOf(ports);
    links = List.copyOf(links);
    hosts = List.copyOf(hosts);
    flows = List.copyOf(flows);
    groups = List.copyOf(groups);
    meters = List.copyOf(meters);
  }

  /** Takes no part in changes: read it on the apply thread, or while the switch is frozen. */
  static DeviceImage of(DatapathId id, PartitionState state) {
    Optional<DeviceState> known = state.topology.device(id);
    return new DeviceImage(
        known.map(DeviceState::device),
        known.map(found -> List.copyOf(found.ports().values())).orElse(List.of()),
        known.map(found -> List.copyOf(found.links())).orElse(List.of()),
        state.topology.hosts().stream().filter(h -> h.location().device().equals(id)).toList(),
        state.flows.of(id).values().stream().sorted(comparingLong(FlowEntry::revision)).toList(),
        state.groups.of(id).values().stream()
            .sorted(comparingInt((GroupEntry entry) -> entry.group().id()))
            .toList(),
        state.meters.of(id).values().stream()
            .sorted(comparingInt((MeterEntry entry) -> entry.meter().id()))
            .toList());
  }

  /** Parts that {@code fits} says are small enough, in order; at least one. */
  List<DeviceImage> cut(Predicate<DeviceImage> fits) {
    List<DeviceImage> parts = new ArrayList<>();
    cut(fits, parts);
    return parts;
  }

  private void cut(Predicate<DeviceImage> fits, List<DeviceImage> into) {
    if (size() < 2 || fits.test(this)) {
      into.add(this);
      return;
    }
    part(0).cut(fits, into);
    part(1).cut(fits, into);
  }

  private int size() {
    return (device.isPresent() ? 1 : 0)
        + ports.size()
        + links.size()
        + hosts.size()
        + flows.size()
        + groups.size()
        + meters.size();
  }

  /** The first or second half; each list is halved, so that both get about as much. */
  private DeviceImage part(int half) {
    return new DeviceImage(
        half == 0 ? device : Optional.empty(),
        half(ports, half),
        half(links, half),
        half(hosts, half),
        half(flows, half),
        half(groups, half),
        half(meters, half));
  }

  private static <T> List<T> half(List<T> all, int half) {
    int middle = all.size() / 2;
    return half == 0 ? all.subList(0, middle) : all.subList(middle, all.size());
  }
}
