package io.vantage.model;

import java.net.InetAddress;
import java.util.Set;

/**
 * An end system seen at an edge port.
 *
 * @param vlan VLAN id, or 0 if its frames are untagged
 * @param sinceMillis wall clock when it was learned at this place; of two places the later one
 *     holds
 */
public record Host(
    MacAddress mac, int vlan, Set<InetAddress> addresses, ConnectPoint location, long sinceMillis) {
  public Host {
    addresses = Set.copyOf(addresses);
  }
}
