package io.vantage.testbed.emulation;

import io.vantage.testbed.emulation.datapath.InternetChecksum;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** Frames that hosts send. Addresses are numbers: MAC in the low 48 bits, IPv4 in 32. */
public final class Packets {
  static final long BROADCAST = 0xffffffffffffL;
  static final int ARP_REQUEST = 1;
  static final int ECHO_REQUEST = 8;
  static final int ECHO_REPLY = 0;

  private static final int ETHERNET = 14;
  private static final int IPV4 = 20;
  private static final int ICMP = 8;
  private static final int PAYLOAD = 56;
  private static final int ARP_REPLY = 2;
  private static final int TTL = 64;

  private Packets() {}

  public static byte[] arpRequest(long senderMac, int senderIp, int targetIp) {
    return arp(BROADCAST, ARP_REQUEST, senderMac, senderIp, 0, targetIp);
  }

  public static byte[] arpReply(long senderMac, int senderIp, long targetMac, int targetIp) {
    return arp(targetMac, ARP_REPLY, senderMac, senderIp, targetMac, targetIp);
  }

  private static byte[] arp(
      long destination, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
    ByteBuffer b = ByteBuffer.allocate(ETHERNET + 28);
    ethernet(b, destination, senderMac, 0x0806);
    b.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    b.putShort((short) operation);
    mac(b, senderMac).putInt(senderIp);
    mac(b, targetMac).putInt(targetIp);
    return b.array();
  }

  /** An ICMP echo request of 64 bytes, as ping sends. */
  public static byte[] echoRequest(
      long fromMac, long toMac, int fromIp, int toIp, int identifier, int sequence) {
    ByteBuffer b = ByteBuffer.allocate(ETHERNET + IPV4 + ICMP + PAYLOAD);
    ethernet(b, toMac, fromMac, 0x0800);
    b.putShort((short) 0x4500).putShort((short) (IPV4 + ICMP + PAYLOAD));
    b.putShort((short) sequence).putShort((short) 0x4000);
    b.put((byte) TTL).put((byte) 1).putShort((short) 0);
    b.putInt(fromIp).putInt(toIp);
    b.putShort(ETHERNET + 10, InternetChecksum.of(b, ETHERNET, IPV4));
    int icmp = b.position();
    b.put((byte) ECHO_REQUEST).put((byte) 0).putShort((short) 0);
    b.putShort((short) identifier).putShort((short) sequence);
    for (int i = 0; i < PAYLOAD; i++) {
      b.put((byte) i);
    }
    b.putShort(icmp + 2, InternetChecksum.of(b, icmp, ICMP + PAYLOAD));
    return b.array();
  }

  /** The answer to an echo request, with its addresses turned round. */
  static byte[] echoReply(byte[] request, long fromMac) {
    ByteBuffer b = ByteBuffer.wrap(request.clone());
    int icmp = ETHERNET + (b.get(ETHERNET) & 0xf) * 4;
    int end = Math.min(b.capacity(), ETHERNET + (b.getShort(ETHERNET + 2) & 0xffff));
    b.put(0, request, 6, 6);
    b.position(6);
    mac(b, fromMac);
    b.put(ETHERNET + 12, request, ETHERNET + 16, 4).put(ETHERNET + 16, request, ETHERNET + 12, 4);
    b.put(ETHERNET + 8, (byte) TTL).putShort(ETHERNET + 10, (short) 0);
    b.putShort(ETHERNET + 10, InternetChecksum.of(b, ETHERNET, icmp - ETHERNET));
    b.put(icmp, (byte) ECHO_REPLY).putShort(icmp + 2, (short) 0);
    b.putShort(icmp + 2, InternetChecksum.of(b, icmp, end - icmp));
    return b.array();
  }

  /** The sequence number of an echo with this identifier and a right checksum. */
  static OptionalInt sequenceOf(byte[] echo, int identifier) {
    ByteBuffer b = ByteBuffer.wrap(echo);
    int icmp = ETHERNET + (b.get(ETHERNET) & 0xf) * 4;
    int end = ETHERNET + (b.getShort(ETHERNET + 2) & 0xffff);
    boolean mine =
        end <= b.capacity()
            && icmp + ICMP <= end
            && (b.getShort(icmp + 4) & 0xffff) == identifier
            && InternetChecksum.of(b, icmp, end - icmp) == 0;
    return mine ? OptionalInt.of(b.getShort(icmp + 6) & 0xffff) : OptionalInt.empty();
  }

  /** An IPv4 address in dotted form. */
  public static String text(int ipv4) {
    return (ipv4 >>> 24)
        + "."
        + (ipv4 >>> 16 & 0xff)
        + "."
        + (ipv4 >>> 8 & 0xff)
        + "."
        + (ipv4 & 0xff);
  }

  private static void ethernet(ByteBuffer b, long destination, long source, int type) {
    mac(b, destination);
    mac(b, source);
    b.putShort((short) type);
  }

  private static ByteBuffer mac(ByteBuffer b, long mac) {
    return b.putShort((short) (mac >>> 32)).putInt((int) mac);
  }
}
