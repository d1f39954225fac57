package io.vantage.network;

import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import java.util.Comparator;

/** What identifies a host. */
record HostKey(MacAddress mac, int vlan) implements Comparable<HostKey> {
  /**
   * Orders sightings of one host: the later is greater; of two at the same time the one at the
   * smaller place.
   */
  static final Comparator<Host> BY_SIGHTING =
      Comparator.comparingLong(Host::sinceMillis)
          .thenComparing(Host::location, Comparator.reverseOrder());

  /** By MAC address, then VLAN. */
  static final Comparator<Host> BY_IDENTITY =
      (a, b) -> compare(a.mac(), a.vlan(), b.mac(), b.vlan());

  static HostKey of(Host host) {
    return new HostKey(host.mac(), host.vlan());
  }

  private static int compare(MacAddress mac, int vlan, MacAddress otherMac, int otherVlan) {
    int byMac = Long.compare(mac.value(), otherMac.value());
    return byMac != 0 ? byMac : Integer.compare(vlan, otherVlan);
  }

  int compareTo(Host host) {
    return compare(mac, vlan, host.mac(), host.vlan());
  }

  @Override
  public int compareTo(HostKey other) {
    return compare(mac, vlan, other.mac, other.vlan);
  }
}
