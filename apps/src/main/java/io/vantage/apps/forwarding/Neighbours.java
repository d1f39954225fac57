package io.vantage.apps.forwarding;

import io.vantage.model.ConnectPoint;
import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import io.vantage.model.Port;
import io.vantage.model.packet.EthernetFrame;
import io.vantage.model.packet.Frames;
import io.vantage.model.packet.Payload.Arp;
import io.vantage.model.packet.Payload.Ip;
import io.vantage.model.packet.Transport.NeighbourAdvertisement;
import io.vantage.model.packet.Transport.NeighbourSolicitation;
import io.vantage.network.Topology;
import io.vantage.path.Paths;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** ARP (RFC 826) and IPv6 neighbour discovery (RFC 4861) against the hosts that are known. */
final class Neighbours {
  private Neighbours() {}

  /** The host that sent a frame at an edge port, with the addresses that the frame claims. */
  static Host sender(EthernetFrame frame, ConnectPoint at, long nowMillis) {
    return new Host(frame.src(), frame.vlan(), claimed(frame), at, nowMillis);
  }

  /** The answer to a request for the address of a known and reachable host. */
  static Optional<byte[]> answer(
      EthernetFrame frame, ConnectPoint asker, Topology topology, Paths paths) {
    int vlan = frame.vlan();
    if (frame.payload() instanceof Arp arp && asks(arp)) {
      return owner(arp.targetAddress(), vlan, asker, topology, paths)
          .map(
              mac ->
                  Frames.arpReply(
                      mac, arp.targetAddress(), arp.senderMac(), arp.senderAddress(), vlan));
    }
    if (frame.payload() instanceof Ip ip
        && ip.transport() instanceof NeighbourSolicitation solicitation
        && !ip.src().isAnyLocalAddress()) {
      return owner(solicitation.target(), vlan, asker, topology, paths)
          .map(
              mac ->
                  Frames.neighbourAdvertisement(
                      mac, solicitation.target(), frame.src(), ip.src(), vlan));
    }
    return Optional.empty();
  }

  /** A host that announces or probes an address of its own has to be heard by the others. */
  private static boolean asks(Arp arp) {
    return arp.operation() == Arp.REQUEST
        && !arp.senderAddress().isAnyLocalAddress()
        && !arp.senderAddress().equals(arp.targetAddress());
  }

  /** Silent on hosts at the asker's own port: they hear the request themselves. */
  private static Optional<MacAddress> owner(
      InetAddress address, int vlan, ConnectPoint asker, Topology topology, Paths paths) {
    return topology.hosts().stream()
        .filter(host -> host.vlan() == vlan && host.addresses().contains(address))
        .filter(host -> !host.location().equals(asker) && isReachable(host, topology, paths))
        .max(Comparator.comparingLong(Host::sinceMillis))
        .map(Host::mac);
  }

  /** False too for a host that was seen where a link has been found since: it is elsewhere. */
  static boolean isReachable(Host host, Topology topology, Paths paths) {
    Port port = topology.ports().get(host.location());
    return port != null && port.up() && paths.isEdge(host.location());
  }

  private static Set<InetAddress> claimed(EthernetFrame frame) {
    if (frame.payload() instanceof Arp arp) {
      boolean own = arp.senderMac().equals(frame.src());
      return own && !arp.senderAddress().isAnyLocalAddress()
          ? Set.of(arp.senderAddress())
          : Set.of();
    }
    if (frame.payload() instanceof Ip ip) {
      if (ip.transport() instanceof NeighbourSolicitation && !ip.src().isAnyLocalAddress()) {
        return Set.of(ip.src());
      }
      if (ip.transport() instanceof NeighbourAdvertisement advertisement
          && advertisement.address().map(frame.src()::equals).orElse(true)) {
        return Set.of(advertisement.target());
      }
    }
    return Set.of();
  }
}
