package io.vantage.testbed.emulation.datapath;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Changes headers of a frame and puts its checksums right. Every method returns new bytes. */
final class FrameRewriter {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  private static final Set<Field> LINK_LAYER =
      EnumSet.of(Field.ETH_DST, Field.ETH_SRC, Field.ETH_TYPE, Field.VLAN_VID, Field.VLAN_PCP);

  private FrameRewriter() {}

  /** Sets a field; a frame that lacks the field's header stays as it is. */
  static byte[] set(byte[] frame, Action.SetField set) {
    Field field = set.field();
    PacketFields fields = PacketFields.parse(frame, 0);
    boolean tagField = field == Field.VLAN_VID || field == Field.VLAN_PCP;
    boolean tagged = fields.low(Field.VLAN_VID) != 0;
    if (!fields.has(field) || (tagField && !tagged)) {
      return frame;
    }
    ByteBuffer b = ByteBuffer.wrap(frame.clone());
    int net = fields.networkOffset();
    int transport = fields.transportOffset();
    long value = set.low();
    switch (field) {
      case ETH_DST -> putMac(b, 0, value);
      case ETH_SRC -> putMac(b, 6, value);
      case ETH_TYPE -> b.putShort(net - 2, (short) value);
      case VLAN_VID -> merge16(b, 14, 0x0fff, value);
      case VLAN_PCP -> merge16(b, 14, 0xe000, value << 13);
      case IP_DSCP -> trafficClass(b, fields, 0xfc, value << 2);
      case IP_ECN -> trafficClass(b, fields, 0x03, value);
      case IPV4_SRC -> b.putInt(net + 12, (int) value);
      case IPV4_DST -> b.putInt(net + 16, (int) value);
      case IPV6_SRC -> b.putLong(net + 8, set.high()).putLong(net + 16, value);
      case IPV6_DST -> b.putLong(net + 24, set.high()).putLong(net + 32, value);
      case IPV6_FLABEL -> b.putInt(net, (b.getInt(net) & 0xfff00000) | (int) value);
      case TCP_SRC, UDP_SRC, SCTP_SRC -> b.putShort(transport, (short) value);
      case TCP_DST, UDP_DST, SCTP_DST -> b.putShort(transport + 2, (short) value);
      case ICMPV4_TYPE, ICMPV6_TYPE -> b.put(transport, (byte) value);
      case ICMPV4_CODE, ICMPV6_CODE -> b.put(transport + 1, (byte) value);
      case ARP_OP -> b.putShort(net + 6, (short) value);
      case ARP_SHA -> putMac(b, net + 8, value);
      case ARP_SPA -> b.putInt(net + 14, (int) value);
      case ARP_THA -> putMac(b, net + 18, value);
      case ARP_TPA -> b.putInt(net + 24, (int) value);
      case IPV6_ND_TARGET -> b.putLong(transport + 8, set.high()).putLong(transport + 16, value);
      case IPV6_ND_SLL, IPV6_ND_TLL -> putMac(b, transport + 26, value);
      default -> {}
    }
    // Below the network layer nothing is summed: a wrong checksum must stay wrong.
    return LINK_LAYER.contains(field) ? b.array() : withChecksums(b.array());
  }

  /** Puts a tag in front of the network header (and of any tag that is there). */
  static byte[] pushVlan(byte[] frame, int ethType) {
    if (frame.length < 14) {
      return frame;
    }
    PacketFields fields = PacketFields.parse(frame, 0);
    boolean tagged = fields.low(Field.VLAN_VID) != 0;
    ByteBuffer b = ByteBuffer.allocate(frame.length + 4);
    b.put(frame, 0, 12).putShort((short) ethType);
    b.putShort(tagged ? ByteBuffer.wrap(frame).getShort(14) : 0);
    return b.put(frame, 12, frame.length - 12).array();
  }

  static byte[] popVlan(byte[] frame) {
    if (PacketFields.parse(frame, 0).low(Field.VLAN_VID) == 0) {
      return frame;
    }
    byte[] popped = new byte[frame.length - 4];
    System.arraycopy(frame, 0, popped, 0, 12);
    System.arraycopy(frame, 16, popped, 12, popped.length - 12);
    return popped;
  }

  /** Sets the time to live or hop limit; a frame without one stays as it is. */
  static byte[] timeToLive(byte[] frame, int ttl) {
    PacketFields fields = PacketFields.parse(frame, 0);
    int offset = timeToLiveOffset(fields);
    if (offset < 0) {
      return frame;
    }
    byte[] changed = frame.clone();
    changed[offset] = (byte) ttl;
    return withChecksums(changed);
  }

  /** The time to live or hop limit, or -1 if the frame has none. */
  static int timeToLive(byte[] frame) {
    int offset = timeToLiveOffset(PacketFields.parse(frame, 0));
    return offset < 0 ? -1 : frame[offset] & 0xff;
  }

  private static int timeToLiveOffset(PacketFields fields) {
    if (fields.has(Field.IPV4_SRC)) {
      return fields.networkOffset() + 8;
    }
    return fields.has(Field.IPV6_SRC) ? fields.networkOffset() + 7 : -1;
  }

  private static void trafficClass(ByteBuffer b, PacketFields fields, int mask, long bits) {
    int net = fields.networkOffset();
    if (fields.has(Field.IPV4_SRC)) {
      b.put(net + 1, (byte) ((b.get(net + 1) & ~mask) | bits));
    } else {
      merge16(b, net, mask << 4, bits << 4);
    }
  }

  private static void merge16(ByteBuffer b, int at, int mask, long bits) {
    b.putShort(at, (short) ((b.getShort(at) & ~mask) | (bits & mask)));
  }

  private static void putMac(ByteBuffer b, int at, long mac) {
    b.putShort(at, (short) (mac >>> 32)).putInt(at + 2, (int) mac);
  }

  /** Recomputes the IPv4 header checksum and the checksum of TCP, UDP, ICMP or ICMPv6. */
  private static byte[] withChecksums(byte[] frame) {
    PacketFields fields = PacketFields.parse(frame, 0);
    ByteBuffer b = ByteBuffer.wrap(frame);
    int net = fields.networkOffset();
    boolean v4 = fields.has(Field.IPV4_SRC);
    if (v4) {
      int header = (frame[net] & 0xf) * 4;
      if (frame.length < net + header) {
        return frame;
      }
      b.putShort(net + 10, (short) 0);
      b.putShort(net + 10, InternetChecksum.of(b, net, header));
    }
    if ((v4 || fields.has(Field.IPV6_SRC)) && fields.transportOffset() >= 0) {
      transportChecksum(b, fields, v4);
    }
    return frame;
  }

  private static void transportChecksum(ByteBuffer b, PacketFields fields, boolean v4) {
    int net = fields.networkOffset();
    int at = fields.transportOffset();
    int end = v4 ? net + (b.getShort(net + 2) & 0xffff) : net + 40 + (b.getShort(net + 4) & 0xffff);
    boolean fragment = v4 && (b.getShort(net + 6) & 0x2000) != 0;
    int protocol = (int) fields.low(Field.IP_PROTO);
    int offset =
        switch (protocol) {
          case TCP -> 16;
          case UDP -> 6;
          case ICMP, ICMPV6 -> 2;
          default -> -1;
        };
    if (offset < 0 || fragment || end > b.capacity() || at + offset + 2 > end) {
      return;
    }
    if (protocol == UDP && v4 && b.getShort(at + offset) == 0) {
      return;
    }
    b.putShort(at + offset, (short) 0);
    int addresses = v4 ? net + 12 : net + 8;
    short sum =
        protocol == ICMP
            ? InternetChecksum.of(b, at, end - at)
            : InternetChecksum.withPseudoHeader(b, addresses, v4 ? 8 : 32, protocol, at, end - at);
    b.putShort(at + offset, protocol == UDP && sum == 0 ? (short) 0xffff : sum);
  }
}
