package io.vantage.testbed.emulation.datapath;

import java.nio.ByteBuffer;

/** The match fields of one frame, as far as its headers go. Not shared between threads. */
public final class PacketFields {
  static final int IPV4 = 0x0800;
  static final int ARP = 0x0806;
  static final int IPV6 = 0x86dd;
  static final int VLAN = 0x8100;
  static final int SERVICE_VLAN = 0x88a8;

  private final long[] high = new long[Field.values().length];
  private final long[] low = new long[Field.values().length];
  private long present;
  private int networkOffset;
  private int transportOffset = -1;

  private PacketFields() {}

  /** Parses a frame that came in through a port. A truncated header simply lacks its fields. */
  public static PacketFields parse(byte[] frame, int inPort) {
    PacketFields fields = new PacketFields();
    fields.put(Field.IN_PORT, inPort & 0xffffffffL);
    fields.put(Field.IN_PHY_PORT, inPort & 0xffffffffL);
    fields.put(Field.METADATA, 0);
    if (frame.length >= 14) {
      fields.parseEthernet(ByteBuffer.wrap(frame));
    }
    return fields;
  }

  public boolean has(Field field) {
    return (present & (1L << field.code())) != 0;
  }

  public long low(Field field) {
    return low[field.code()];
  }

  public long high(Field field) {
    return high[field.code()];
  }

  /** Offset of the network header in the frame. */
  int networkOffset() {
    return networkOffset;
  }

  /** Offset of the transport header, or -1 if there is none (also: later fragments). */
  int transportOffset() {
    return transportOffset;
  }

  void put(Field field, long value) {
    low[field.code()] = value;
    present |= 1L << field.code();
  }

  private void put(Field field, long valueHigh, long valueLow) {
    high[field.code()] = valueHigh;
    put(field, valueLow);
  }

  private void parseEthernet(ByteBuffer b) {
    put(Field.ETH_DST, mac(b, 0));
    put(Field.ETH_SRC, mac(b, 6));
    int type = u16(b, 12);
    int offset = 14;
    put(Field.VLAN_VID, 0);
    if (isVlan(type) && b.capacity() >= offset + 4) {
      int tci = u16(b, offset);
      put(Field.VLAN_VID, (tci & 0xfff) | Field.VLAN_PRESENT);
      put(Field.VLAN_PCP, tci >>> 13);
      type = u16(b, offset + 2);
      offset += 4;
    }
    networkOffset = offset;
    put(Field.ETH_TYPE, type);
    switch (type) {
      case IPV4 -> parseIpv4(b, offset);
      case IPV6 -> parseIpv6(b, offset);
      case ARP -> parseArp(b, offset);
      default -> {}
    }
  }

  private void parseArp(ByteBuffer b, int at) {
    if (b.capacity() < at + 28) {
      return;
    }
    put(Field.ARP_OP, u16(b, at + 6));
    put(Field.ARP_SHA, mac(b, at + 8));
    put(Field.ARP_SPA, u32(b, at + 14));
    put(Field.ARP_THA, mac(b, at + 18));
    put(Field.ARP_TPA, u32(b, at + 24));
  }

  private void parseIpv4(ByteBuffer b, int at) {
    if (b.capacity() < at + 20 || b.get(at) >>> 4 != 4) {
      return;
    }
    int headerLength = (b.get(at) & 0xf) * 4;
    parseTrafficClass(u8(b, at + 1));
    put(Field.IP_PROTO, u8(b, at + 9));
    put(Field.IPV4_SRC, u32(b, at + 12));
    put(Field.IPV4_DST, u32(b, at + 16));
    boolean laterFragment = (u16(b, at + 6) & 0x1fff) != 0;
    if (!laterFragment && headerLength >= 20) {
      parseTransport(b, at + headerLength, u8(b, at + 9));
    }
  }

  private void parseIpv6(ByteBuffer b, int at) {
    if (b.capacity() < at + 40) {
      return;
    }
    long word = u32(b, at);
    parseTrafficClass((int) (word >>> 20) & 0xff);
    put(Field.IPV6_FLABEL, word & 0xfffff);
    put(Field.IPV6_SRC, b.getLong(at + 8), b.getLong(at + 16));
    put(Field.IPV6_DST, b.getLong(at + 24), b.getLong(at + 32));
    int next = u8(b, at + 6);
    int offset = at + 40;
    // Hop-by-hop, routing and destination options: multicast listener reports carry the first.
    while ((next == 0 || next == 43 || next == 60) && b.capacity() >= offset + 8) {
      next = u8(b, offset);
      offset += (u8(b, offset + 1) + 1) * 8;
    }
    put(Field.IP_PROTO, next);
    parseTransport(b, offset, next);
  }

  private void parseTrafficClass(int trafficClass) {
    put(Field.IP_DSCP, trafficClass >>> 2);
    put(Field.IP_ECN, trafficClass & 3);
  }

  private void parseTransport(ByteBuffer b, int at, int protocol) {
    if (b.capacity() < at + 4) {
      return;
    }
    transportOffset = at;
    switch (protocol) {
      case 6 -> putPorts(b, at, Field.TCP_SRC, Field.TCP_DST);
      case 17 -> putPorts(b, at, Field.UDP_SRC, Field.UDP_DST);
      case 132 -> putPorts(b, at, Field.SCTP_SRC, Field.SCTP_DST);
      case 1 -> {
        put(Field.ICMPV4_TYPE, u8(b, at));
        put(Field.ICMPV4_CODE, u8(b, at + 1));
      }
      case 58 -> parseIcmpv6(b, at);
      default -> {}
    }
  }

  private void putPorts(ByteBuffer b, int at, Field source, Field destination) {
    put(source, u16(b, at));
    put(destination, u16(b, at + 2));
  }

  private void parseIcmpv6(ByteBuffer b, int at) {
    int type = u8(b, at);
    put(Field.ICMPV6_TYPE, type);
    put(Field.ICMPV6_CODE, u8(b, at + 1));
    boolean neighbourDiscovery = type == 135 || type == 136;
    if (neighbourDiscovery && b.capacity() >= at + 24) {
      put(Field.IPV6_ND_TARGET, b.getLong(at + 8), b.getLong(at + 16));
      if (b.capacity() >= at + 32) {
        int option = u8(b, at + 24);
        if (option == 1) {
          put(Field.IPV6_ND_SLL, mac(b, at + 26));
        } else if (option == 2) {
          put(Field.IPV6_ND_TLL, mac(b, at + 26));
        }
      }
    }
  }

  static boolean isVlan(int ethType) {
    return ethType == VLAN || ethType == SERVICE_VLAN;
  }

  private static int u8(ByteBuffer b, int at) {
    return b.get(at) & 0xff;
  }

  private static int u16(ByteBuffer b, int at) {
    return b.getShort(at) & 0xffff;
  }

  private static long u32(ByteBuffer b, int at) {
    return b.getInt(at) & 0xffffffffL;
  }

  private static long mac(ByteBuffer b, int at) {
    return ((long) u16(b, at) << 32) | u32(b, at + 2);
  }
}
