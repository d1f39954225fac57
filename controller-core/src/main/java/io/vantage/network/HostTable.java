package io.vantage.network;

import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import java.net.InetAddress;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * Immutable list of hosts, sorted by MAC address and VLAN, each once, that finds a host without a
 * walk. Any thread.
 */
final class HostTable extends AbstractList<Host> implements RandomAccess {
  private final Host[] sorted;

  /** Made when first asked for; of two hosts with one address the first in order. */
  private volatile Map<InetAddress, Host> byAddress;

  private HostTable(Host[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param sightings in any order, fast if they are sorted in parts; of one host the newest counts
   */
  static HostTable ofSightings(Collection<Host> sightings) {
    List<Host> all = new ArrayList<>(sightings);
    all.sort(HostKey.BY_IDENTITY.thenComparing(HostKey.BY_SIGHTING.reversed()));
    List<Host> newest = new ArrayList<>(all.size());
    for (Host host : all) {
      if (newest.isEmpty()
          || HostKey.BY_IDENTITY.compare(newest.get(newest.size() - 1), host) != 0) {
        newest.add(host);
      }
    }
    return new HostTable(newest.toArray(Host[]::new));
  }

  Optional<Host> find(MacAddress mac, int vlan) {
    HostKey key = new HostKey(mac, vlan);
    int low = 0;
    int high = sorted.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = key.compareTo(sorted[middle]);
      if (order == 0) {
        return Optional.of(sorted[middle]);
      } else if (order > 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  Optional<Host> find(InetAddress address) {
    Map<InetAddress, Host> index = byAddress;
    if (index == null) {
      index = new HashMap<>();
      for (Host host : sorted) {
        for (InetAddress each : host.addresses()) {
          index.putIfAbsent(each, host);
        }
      }
      byAddress = index;
    }
    return Optional.ofNullable(index.get(address));
  }

  @Override
  public Host get(int position) {
    return sorted[position];
  }

  @Override
  public int size() {
    return sorted.length;
  }
}
