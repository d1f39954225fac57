package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.FieldMatch;
import io.vantage.testbed.emulation.datapath.Match;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ofp_match} of OpenFlow 1.0: 40 bytes and a bitmap of wildcards (section 5.2.3). Fields
 * that the Ethernet type or IP protocol makes meaningless are dropped, as real switches do.
 */
public final class Match10 {
  static final int LENGTH = 40;
  private static final int NO_VLAN = 0xffff;
  private static final int IN_PORT = 1;
  private static final int DL_VLAN = 1 << 1;
  private static final int DL_SRC = 1 << 2;
  private static final int DL_DST = 1 << 3;
  private static final int DL_TYPE = 1 << 4;
  private static final int NW_PROTO = 1 << 5;
  private static final int TP_SRC = 1 << 6;
  private static final int TP_DST = 1 << 7;
  private static final int NW_SRC_SHIFT = 8;
  private static final int NW_DST_SHIFT = 14;
  private static final int DL_VLAN_PCP = 1 << 20;
  private static final int NW_TOS = 1 << 21;
  private static final int ALL = (1 << 22) - 1;

  private Match10() {}

  public static Match read(ByteBuf in) {
    if (in.readableBytes() < LENGTH) {
      throw ErrorKind.BAD_LENGTH.because("the match is cut short");
    }
    ByteBuf m = in.readSlice(LENGTH);
    int wild = m.getInt(0);
    List<FieldMatch> fields = new ArrayList<>();
    if ((wild & IN_PORT) == 0) {
      long port = OpenFlow.widePort(m.getUnsignedShort(4)) & 0xffffffffL;
      fields.add(FieldMatch.exact(Field.IN_PORT, port));
    }
    if ((wild & DL_SRC) == 0) {
      fields.add(FieldMatch.exact(Field.ETH_SRC, mac(m, 6)));
    }
    if ((wild & DL_DST) == 0) {
      fields.add(FieldMatch.exact(Field.ETH_DST, mac(m, 12)));
    }
    readVlan(m, wild, fields);
    if ((wild & DL_TYPE) == 0) {
      int type = m.getUnsignedShort(22);
      fields.add(FieldMatch.exact(Field.ETH_TYPE, type));
      if (type == 0x0800) {
        readIpv4(m, wild, fields);
      } else if (type == 0x0806) {
        readArp(m, wild, fields);
      }
    }
    return new Match(fields);
  }

  private static void readVlan(ByteBuf m, int wild, List<FieldMatch> fields) {
    int vlan = m.getUnsignedShort(18);
    boolean untagged = (wild & DL_VLAN) == 0 && vlan == NO_VLAN;
    if (untagged) {
      fields.add(FieldMatch.exact(Field.VLAN_VID, 0));
    } else if ((wild & DL_VLAN) == 0) {
      fields.add(FieldMatch.exact(Field.VLAN_VID, (vlan & 0xfff) | Field.VLAN_PRESENT));
    }
    if ((wild & DL_VLAN_PCP) == 0 && !untagged) {
      fields.add(FieldMatch.exact(Field.VLAN_PCP, m.getByte(20) & 7));
    }
  }

  private static void readIpv4(ByteBuf m, int wild, List<FieldMatch> fields) {
    if ((wild & NW_TOS) == 0) {
      fields.add(FieldMatch.exact(Field.IP_DSCP, m.getUnsignedByte(24) >>> 2));
    }
    address(fields, Field.IPV4_SRC, m.getInt(28), wild >>> NW_SRC_SHIFT);
    address(fields, Field.IPV4_DST, m.getInt(32), wild >>> NW_DST_SHIFT);
    if ((wild & NW_PROTO) != 0) {
      return;
    }
    int protocol = m.getUnsignedByte(25);
    fields.add(FieldMatch.exact(Field.IP_PROTO, protocol));
    Field source = transport(protocol, true);
    if ((wild & TP_SRC) == 0 && source != Field.METADATA) {
      fields.add(FieldMatch.exact(source, m.getUnsignedShort(36) & source.onesLow()));
    }
    Field destination = transport(protocol, false);
    if ((wild & TP_DST) == 0 && destination != Field.METADATA) {
      fields.add(FieldMatch.exact(destination, m.getUnsignedShort(38) & destination.onesLow()));
    }
  }

  private static void readArp(ByteBuf m, int wild, List<FieldMatch> fields) {
    if ((wild & NW_PROTO) == 0) {
      fields.add(FieldMatch.exact(Field.ARP_OP, m.getUnsignedByte(25)));
    }
    address(fields, Field.ARP_SPA, m.getInt(28), wild >>> NW_SRC_SHIFT);
    address(fields, Field.ARP_TPA, m.getInt(32), wild >>> NW_DST_SHIFT);
  }

  private static void address(List<FieldMatch> fields, Field field, int value, int shifted) {
    int wildBits = Math.min(shifted & 0x3f, 32);
    if (wildBits < 32) {
      long mask = 0xffffffffL << wildBits & 0xffffffffL;
      fields.add(FieldMatch.masked(field, value & 0xffffffffL, mask));
    }
  }

  /** The field of {@code tp_src} or {@code tp_dst}; METADATA stands for none. */
  private static Field transport(int protocol, boolean source) {
    return switch (protocol) {
      case 6 -> source ? Field.TCP_SRC : Field.TCP_DST;
      case 17 -> source ? Field.UDP_SRC : Field.UDP_DST;
      case 1 -> source ? Field.ICMPV4_TYPE : Field.ICMPV4_CODE;
      default -> Field.METADATA;
    };
  }

  private static long mac(ByteBuf m, int at) {
    return ((long) m.getUnsignedShort(at) << 32) | m.getUnsignedInt(at + 2);
  }

  /** Writes the 40 bytes; conditions that 1.0 cannot say become wildcards. */
  public static void write(ByteBuf out, Match match) {
    int start = out.writerIndex();
    out.writeZero(LENGTH);
    int wild = ALL;
    for (FieldMatch field : match.fields()) {
      wild &= ~writeField(out, start, field);
    }
    wild = prefix(wild, NW_SRC_SHIFT, match, Field.IPV4_SRC, Field.ARP_SPA);
    wild = prefix(wild, NW_DST_SHIFT, match, Field.IPV4_DST, Field.ARP_TPA);
    out.setInt(start, wild);
  }

  private static int prefix(int wild, int shift, Match match, Field ip, Field arp) {
    long mask = match.get(ip).or(() -> match.get(arp)).map(FieldMatch::maskLow).orElse(0L);
    int wildBits = 32 - Long.bitCount(mask);
    return (wild & ~(0x3f << shift)) | wildBits << shift;
  }

  /** Returns the wildcard bits that fall away. */
  private static int writeField(ByteBuf out, int at, FieldMatch match) {
    int value = (int) match.low();
    switch (match.field()) {
      case IN_PORT -> out.setShort(at + 4, value);
      case ETH_SRC -> setMac(out, at + 6, match.low());
      case ETH_DST -> setMac(out, at + 12, match.low());
      case VLAN_VID -> out.setShort(at + 18, value == 0 ? NO_VLAN : value & 0xfff);
      case VLAN_PCP -> out.setByte(at + 20, value);
      case ETH_TYPE -> out.setShort(at + 22, value);
      case IP_DSCP -> out.setByte(at + 24, value << 2);
      case IP_PROTO, ARP_OP -> out.setByte(at + 25, value);
      case IPV4_SRC, ARP_SPA -> out.setInt(at + 28, value);
      case IPV4_DST, ARP_TPA -> out.setInt(at + 32, value);
      case TCP_SRC, UDP_SRC, ICMPV4_TYPE -> out.setShort(at + 36, value);
      case TCP_DST, UDP_DST, ICMPV4_CODE -> out.setShort(at + 38, value);
      default -> {}
    }
    return switch (match.field()) {
      case IN_PORT -> IN_PORT;
      case ETH_SRC -> DL_SRC;
      case ETH_DST -> DL_DST;
      case VLAN_VID -> DL_VLAN;
      case VLAN_PCP -> DL_VLAN_PCP;
      case ETH_TYPE -> DL_TYPE;
      case IP_DSCP -> NW_TOS;
      case IP_PROTO, ARP_OP -> NW_PROTO;
      case TCP_SRC, UDP_SRC, ICMPV4_TYPE -> TP_SRC;
      case TCP_DST, UDP_DST, ICMPV4_CODE -> TP_DST;
      default -> 0;
    };
  }

  private static void setMac(ByteBuf out, int at, long mac) {
    out.setShort(at, (int) (mac >>> 32)).setInt(at + 2, (int) mac);
  }
}
