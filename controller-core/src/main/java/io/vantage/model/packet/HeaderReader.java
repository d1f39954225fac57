package io.vantage.model.packet;

import io.vantage.model.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** Reads headers behind the Ethernet header; every access is checked against the frame's end. */
final class HeaderReader {
  private static final Payload NO_PAYLOAD = new Payload.Other();
  private static final Transport NO_TRANSPORT = new Transport.Other();

  private static final int ARP_LENGTH = 28;
  private static final int IPV4_LENGTH = 20;
  private static final int IPV6_LENGTH = 40;
  private static final int NEIGHBOUR_LENGTH = 24;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  private static final int SOURCE_LINK_LAYER = 1;
  private static final int TARGET_LINK_LAYER = 2;

  private HeaderReader() {}

  static int unsignedShort(byte[] bytes, int offset) {
    return ((bytes[offset] & 0xff) << 8) | (bytes[offset + 1] & 0xff);
  }

  static Payload payload(byte[] bytes, int offset, int type) {
    return switch (type) {
      case EthernetFrame.ARP -> arp(bytes, offset);
      case EthernetFrame.IPV4 -> ipv4(bytes, offset);
      case EthernetFrame.IPV6 -> ipv6(bytes, offset);
      default -> NO_PAYLOAD;
    };
  }

  private static Payload arp(byte[] bytes, int at) {
    boolean ipOverEthernet =
        bytes.length >= at + ARP_LENGTH
            && unsignedShort(bytes, at) == 1
            && unsignedShort(bytes, at + 2) == EthernetFrame.IPV4
            && bytes[at + 4] == 6
            && bytes[at + 5] == 4;
    if (!ipOverEthernet) {
      return NO_PAYLOAD;
    }
    return new Payload.Arp(
        unsignedShort(bytes, at + 6),
        MacAddress.of(bytes, at + 8),
        address(bytes, at + 14, 4),
        MacAddress.of(bytes, at + 18),
        address(bytes, at + 24, 4));
  }

  private static Payload ipv4(byte[] bytes, int at) {
    if (bytes.length < at + IPV4_LENGTH || (bytes[at] >>> 4 & 15) != 4) {
      return NO_PAYLOAD;
    }
    int headerLength = (bytes[at] & 15) * 4;
    if (headerLength < IPV4_LENGTH) {
      return NO_PAYLOAD;
    }
    int protocol = bytes[at + 9] & 0xff;
    boolean firstFragment = (unsignedShort(bytes, at + 6) & 0x1fff) == 0;
    return new Payload.Ip(
        address(bytes, at + 12, 4),
        address(bytes, at + 16, 4),
        protocol,
        firstFragment ? transport(bytes, at + headerLength, protocol) : NO_TRANSPORT);
  }

  private static Payload ipv6(byte[] bytes, int at) {
    if (bytes.length < at + IPV6_LENGTH || (bytes[at] >>> 4 & 15) != 6) {
      return NO_PAYLOAD;
    }
    int protocol = bytes[at + 6] & 0xff;
    int next = at + IPV6_LENGTH;
    boolean firstFragment = true;
    while (isExtension(protocol) && firstFragment && bytes.length >= next + 8) {
      boolean fragment = protocol == 44;
      firstFragment = !fragment || unsignedShort(bytes, next + 2) >>> 3 == 0;
      protocol = bytes[next] & 0xff;
      next += fragment ? 8 : ((bytes[next + 1] & 0xff) + 1) * 8;
    }
    return new Payload.Ip(
        address(bytes, at + 8, 16),
        address(bytes, at + 24, 16),
        protocol,
        firstFragment ? transport(bytes, next, protocol) : NO_TRANSPORT);
  }

  /** Hop-by-hop options, routing, fragment and destination options (RFC 8200, section 4). */
  private static boolean isExtension(int protocol) {
    return protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60;
  }

  private static Transport transport(byte[] bytes, int at, int protocol) {
    if (bytes.length < at + 4) {
      return NO_TRANSPORT;
    }
    return switch (protocol) {
      case TCP, UDP -> new Transport.Ports(unsignedShort(bytes, at), unsignedShort(bytes, at + 2));
      case ICMP -> new Transport.Icmp(bytes[at] & 0xff, bytes[at + 1] & 0xff);
      case ICMPV6 -> icmpv6(bytes, at);
      default -> NO_TRANSPORT;
    };
  }

  private static Transport icmpv6(byte[] bytes, int at) {
    int type = bytes[at] & 0xff;
    if (type != Frames.SOLICITATION && type != Frames.ADVERTISEMENT) {
      return new Transport.Icmp(type, bytes[at + 1] & 0xff);
    }
    if (bytes.length < at + NEIGHBOUR_LENGTH) {
      return NO_TRANSPORT;
    }
    InetAddress target = address(bytes, at + 8, 16);
    return type == Frames.SOLICITATION
        ? new Transport.NeighbourSolicitation(
            target, linkLayerOption(bytes, at + NEIGHBOUR_LENGTH, SOURCE_LINK_LAYER))
        : new Transport.NeighbourAdvertisement(
            target, linkLayerOption(bytes, at + NEIGHBOUR_LENGTH, TARGET_LINK_LAYER));
  }

  private static Optional<MacAddress> linkLayerOption(byte[] bytes, int from, int wanted) {
    int at = from;
    while (bytes.length >= at + 8) {
      int length = (bytes[at + 1] & 0xff) * 8;
      if (bytes[at] == wanted && length == 8) {
        return Optional.of(MacAddress.of(bytes, at + 2));
      }
      if (length == 0) {
        return Optional.empty();
      }
      at += length;
    }
    return Optional.empty();
  }

  private static InetAddress address(byte[] bytes, int offset, int length) {
    byte[] raw = Arrays.copyOfRange(bytes, offset, offset + length);
    try {
      // An IPv4 address mapped into IPv6 stays what the frame says it is.
      return length == 4 ? InetAddress.getByAddress(raw) : Inet6Address.getByAddress(null, raw, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("addresses have 4 or 16 bytes, not " + length, e);
    }
  }
}
