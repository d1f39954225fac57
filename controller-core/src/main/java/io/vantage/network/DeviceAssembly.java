package io.vantage.network;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.model.ConnectPoint;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.model.Port;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the switches of a snapshot together: each one is followed by its ports and links. */
final class DeviceAssembly {
  private final TopologyStore into;
  private final TreeMap<ConnectPoint, Port> ports = new TreeMap<>();
  private final TreeSet<Link> links = new TreeSet<>();
  private Device device;

  DeviceAssembly(TopologyStore into) {
    this.into = into;
  }

  void begin(Device next) {
    end();
    device = next;
  }

  void add(Port port) {
    check(port, port.connectPoint());
    ports.put(port.connectPoint(), port);
  }

  void add(Link link) {
    check(link, link.from());
    links.add(link);
  }

  void end() {
    if (device != null) {
      into.restore(
          new DeviceState(
              device,
              ImmutableSortedMap.copyOfSorted(ports),
              ImmutableSortedSet.copyOfSorted(links)));
    }
    ports.clear();
    links.clear();
  }

  private void check(Object item, ConnectPoint place) {
    if (device == null || !device.id().equals(place.device())) {
      throw new IncompatibleUpdateException("a snapshot holds " + item + " without its switch");
    }
  }
}
