package io.vantage.network;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.Port;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One immutable state of switches, ports, links and hosts.
 *
 * @param version grows with every change
 * @param ports all ports by place
 * @param links directed links between ports that are up; also those of a switch that is not
 *     connected: it may well go on carrying packets, and no port of its neighbours becomes a place
 *     of hosts by that
 * @param hosts hosts by MAC address and VLAN, in that order; of a host seen at two places the later
 */
public record Topology(
    long version,
    SortedMap<DatapathId, Device> devices,
    SortedMap<ConnectPoint, Port> ports,
    SortedSet<Link> links,
    List<Host> hosts) {
  public Topology {
    hosts = hosts instanceof HostTable ? hosts : HostTable.ofSightings(hosts);
  }

  /** The host with this MAC address on this VLAN (0 for untagged), if it is known. */
  public Optional<Host> host(MacAddress mac, int vlan) {
    return ((HostTable) hosts).find(mac, vlan);
  }

  /** The host that has this address, if one is known. */
  public Optional<Host> hostByAddress(InetAddress address) {
    return ((HostTable) hosts).find(address);
  }

  /** The ports of one switch in ascending order. */
  public Collection<Port> portsOf(DatapathId device) {
    return ports.subMap(new ConnectPoint(device, 0), new ConnectPoint(device, -1)).values();
  }
}
