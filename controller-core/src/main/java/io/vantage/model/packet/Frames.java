package io.vantage.model.packet;

import io.vantage.model.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Builds the frames that the controller sends by itself. Frames shorter than 60 bytes are padded,
 * as Ethernet demands.
 */
public final class Frames {
  static final int SOLICITATION = 135;
  static final int ADVERTISEMENT = 136;

  private static final int MIN_LENGTH = 60;
  private static final int ICMPV6 = 58;
  private static final int ADVERTISEMENT_LENGTH = 32;
  private static final int SOLICITED_OVERRIDE = 0x6000_0000;

  private Frames() {}

  /**
   * A frame with any payload.
   *
   * @param vlan id of the tag, or 0 for an untagged frame
   */
  public static byte[] ethernet(
      MacAddress dst, MacAddress src, int vlan, int ethType, byte[] payload) {
    int header = EthernetHeader.LENGTH + (vlan == 0 ? 0 : 4);
    ByteBuffer frame = ByteBuffer.allocate(Math.max(MIN_LENGTH, header + payload.length));
    frame.put(dst.toBytes()).put(src.toBytes());
    if (vlan != 0) {
      frame.putShort((short) 0x8100).putShort((short) vlan);
    }
    frame.putShort((short) ethType).put(payload);
    return frame.array();
  }

  /** Asks every host of the VLAN who has {@code target}. */
  public static byte[] arpRequest(
      MacAddress sender, InetAddress senderAddress, InetAddress target, int vlan) {
    byte[] arp = arp(Payload.Arp.REQUEST, sender, senderAddress, MacAddress.ZERO, target);
    return ethernet(MacAddress.BROADCAST, sender, vlan, EthernetFrame.ARP, arp);
  }

  /** Tells {@code asker} that {@code owner} has {@code address}. */
  public static byte[] arpReply(
      MacAddress owner, InetAddress address, MacAddress asker, InetAddress askerAddress, int vlan) {
    byte[] arp = arp(Payload.Arp.REPLY, owner, address, asker, askerAddress);
    return ethernet(asker, owner, vlan, EthernetFrame.ARP, arp);
  }

  /**
   * Tells {@code asker} that {@code owner} has the IPv6 address, in answer to its solicitation (RFC
   * 4861, section 4.4).
   */
  public static byte[] neighbourAdvertisement(
      MacAddress owner, InetAddress address, MacAddress asker, InetAddress askerAddress, int vlan) {
    ByteBuffer packet = ByteBuffer.allocate(40 + ADVERTISEMENT_LENGTH);
    packet.putInt(0x6000_0000).putShort((short) ADVERTISEMENT_LENGTH);
    packet.put((byte) ICMPV6).put((byte) 255);
    packet.put(address.getAddress()).put(askerAddress.getAddress());
    packet.put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    packet.putInt(SOLICITED_OVERRIDE).put(address.getAddress());
    packet.put((byte) 2).put((byte) 1).put(owner.toBytes());
    packet.putShort(42, (short) checksum(packet.array()));
    return ethernet(asker, owner, vlan, EthernetFrame.IPV6, packet.array());
  }

  private static byte[] arp(
      int operation,
      MacAddress sender,
      InetAddress senderAddress,
      MacAddress target,
      InetAddress targetAddress) {
    ByteBuffer arp = ByteBuffer.allocate(28);
    arp.putShort((short) 1).putShort((short) EthernetFrame.IPV4).put((byte) 6).put((byte) 4);
    arp.putShort((short) operation);
    arp.put(sender.toBytes()).put(senderAddress.getAddress());
    arp.put(target.toBytes()).put(targetAddress.getAddress());
    return arp.array();
  }

  /** Checksum of an ICMPv6 message with its pseudo-header (RFC 8200, section 8.1). */
  private static int checksum(byte[] ipv6) {
    long sum = ADVERTISEMENT_LENGTH + ICMPV6;
    for (int at = 8; at < ipv6.length; at += 2) {
      sum += HeaderReader.unsignedShort(ipv6, at);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
