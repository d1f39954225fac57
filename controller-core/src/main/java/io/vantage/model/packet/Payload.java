package io.vantage.model.packet;

import io.vantage.model.MacAddress;
import java.net.InetAddress;

/** What an Ethernet frame carries. */
public sealed interface Payload {
  /**
   * ARP for IPv4 over Ethernet (RFC 826).
   *
   * @param operation {@link #REQUEST} or {@link #REPLY}
   */
  record Arp(
      int operation,
      MacAddress senderMac,
      InetAddress senderAddress,
      MacAddress targetMac,
      InetAddress targetAddress)
      implements Payload {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
  }

  /**
   * IPv4 or IPv6, by the family of the addresses.
   *
   * @param protocol of the payload, after the extension headers of IPv6
   */
  record Ip(InetAddress src, InetAddress dst, int protocol, Transport transport)
      implements Payload {}

  /** Any other type, or a header too short to be read. */
  record Other() implements Payload {}
}
