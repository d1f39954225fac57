package io.vantage.model.packet;

import io.vantage.model.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/** What an IP packet carries. */
public sealed interface Transport {
  /** TCP or UDP. */
  record Ports(int src, int dst) implements Transport {}

  /** ICMP, or ICMPv6 other than neighbour discovery. */
  record Icmp(int type, int code) implements Transport {}

  /**
   * Asks for the link-layer address of {@code target} (RFC 4861, section 4.3).
   *
   * @param sender link-layer address of the asker; absent in duplicate address detection
   */
  record NeighbourSolicitation(InetAddress target, Optional<MacAddress> sender)
      implements Transport {}

  /**
   * Tells the link-layer address of {@code target} (RFC 4861, section 4.4).
   *
   * @param address the address told; absent if it is that of the frame's sender
   */
  record NeighbourAdvertisement(InetAddress target, Optional<MacAddress> address)
      implements Transport {}

  /** Any other protocol, a later fragment, or a header too short to be read. */
  record Other() implements Transport {}
}
