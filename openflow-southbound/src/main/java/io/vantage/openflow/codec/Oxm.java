package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.IpPrefix;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.MatchField.ArpOperation;
import io.vantage.model.MatchField.ArpSenderIp;
import io.vantage.model.MatchField.ArpSenderMac;
import io.vantage.model.MatchField.ArpTargetIp;
import io.vantage.model.MatchField.ArpTargetMac;
import io.vantage.model.MatchField.EthDst;
import io.vantage.model.MatchField.EthSrc;
import io.vantage.model.MatchField.EthType;
import io.vantage.model.MatchField.IcmpCode;
import io.vantage.model.MatchField.IcmpType;
import io.vantage.model.MatchField.Icmpv6Code;
import io.vantage.model.MatchField.Icmpv6Type;
import io.vantage.model.MatchField.InPort;
import io.vantage.model.MatchField.IpDscp;
import io.vantage.model.MatchField.IpDst;
import io.vantage.model.MatchField.IpProtocol;
import io.vantage.model.MatchField.IpSrc;
import io.vantage.model.MatchField.Metadata;
import io.vantage.model.MatchField.TcpDst;
import io.vantage.model.MatchField.TcpSrc;
import io.vantage.model.MatchField.UdpDst;
import io.vantage.model.MatchField.UdpSrc;
import io.vantage.model.MatchField.VlanId;
import io.vantage.model.MatchField.VlanPriority;

/**
 * Writes match fields as OXM TLVs (OpenFlow 1.3, section A.2.3.2). Bits outside a mask are written
 * as zeros, as the section demands; a mask of zeros matches everything, so that field is left out.
 */
final class Oxm {
  static final int BASIC_CLASS = 0x8000;
  static final int VLAN_PRESENT = 0x1000;

  static final int IN_PORT = 0;
  static final int METADATA = 2;
  static final int ETH_DST = 3;
  static final int ETH_SRC = 4;
  static final int ETH_TYPE = 5;
  static final int VLAN_VID = 6;
  static final int VLAN_PCP = 7;
  static final int IP_DSCP = 8;
  static final int IP_PROTO = 10;
  static final int IPV4_SRC = 11;
  static final int IPV4_DST = 12;
  static final int TCP_SRC = 13;
  static final int TCP_DST = 14;
  static final int UDP_SRC = 15;
  static final int UDP_DST = 16;
  static final int ICMPV4_TYPE = 19;
  static final int ICMPV4_CODE = 20;
  static final int ARP_OP = 21;
  static final int ARP_SPA = 22;
  static final int ARP_TPA = 23;
  static final int ARP_SHA = 24;
  static final int ARP_THA = 25;
  static final int IPV6_SRC = 26;
  static final int IPV6_DST = 27;
  static final int ICMPV6_TYPE = 29;
  static final int ICMPV6_CODE = 30;

  private Oxm() {}

  static void write(MatchField field, ByteBuf out) {
    if (!writeLinkLayer(field, out) && !writeNetworkLayer(field, out)) {
      writeTransportLayer(field, out);
    }
  }

  /** The four bytes in front of a value of {@code length} bytes, mask included. */
  static int header(int field, boolean masked, int length) {
    return BASIC_CLASS << 16 | field << 9 | (masked ? 1 << 8 : 0) | length;
  }

  private static boolean writeLinkLayer(MatchField field, ByteBuf out) {
    if (field instanceof InPort f) {
      out.writeInt(header(IN_PORT, false, 4)).writeInt(f.port());
    } else if (field instanceof EthDst f) {
      writeMac(ETH_DST, f.address(), f.mask(), out);
    } else if (field instanceof EthSrc f) {
      writeMac(ETH_SRC, f.address(), f.mask(), out);
    } else if (field instanceof EthType f) {
      writeShort(ETH_TYPE, f.type(), out);
    } else if (field instanceof VlanId f) {
      writeVlan(f.id(), out);
    } else if (field instanceof VlanPriority f) {
      writeByte(VLAN_PCP, Frames.fit(f.priority(), 7), out);
    } else if (field instanceof Metadata f) {
      writeMetadata(f, out);
    } else {
      return false;
    }
    return true;
  }

  private static boolean writeNetworkLayer(MatchField field, ByteBuf out) {
    if (field instanceof IpProtocol f) {
      writeByte(IP_PROTO, f.protocol(), out);
    } else if (field instanceof IpSrc f) {
      writePrefix(f.prefix().isV4() ? IPV4_SRC : IPV6_SRC, f.prefix(), out);
    } else if (field instanceof IpDst f) {
      writePrefix(f.prefix().isV4() ? IPV4_DST : IPV6_DST, f.prefix(), out);
    } else if (field instanceof IpDscp f) {
      writeByte(IP_DSCP, Frames.fit(f.dscp(), 63), out);
    } else if (field instanceof ArpOperation f) {
      writeShort(ARP_OP, f.operation(), out);
    } else if (field instanceof ArpSenderIp f) {
      writePrefix(ARP_SPA, f.prefix(), out);
    } else if (field instanceof ArpTargetIp f) {
      writePrefix(ARP_TPA, f.prefix(), out);
    } else if (field instanceof ArpSenderMac f) {
      writeMac(ARP_SHA, f.address(), MacAddress.BROADCAST, out);
    } else if (field instanceof ArpTargetMac f) {
      writeMac(ARP_THA, f.address(), MacAddress.BROADCAST, out);
    } else {
      return false;
    }
    return true;
  }

  private static void writeTransportLayer(MatchField field, ByteBuf out) {
    if (field instanceof TcpSrc f) {
      writeShort(TCP_SRC, f.port(), out);
    } else if (field instanceof TcpDst f) {
      writeShort(TCP_DST, f.port(), out);
    } else if (field instanceof UdpSrc f) {
      writeShort(UDP_SRC, f.port(), out);
    } else if (field instanceof UdpDst f) {
      writeShort(UDP_DST, f.port(), out);
    } else if (field instanceof IcmpType f) {
      writeByte(ICMPV4_TYPE, f.type(), out);
    } else if (field instanceof IcmpCode f) {
      writeByte(ICMPV4_CODE, f.code(), out);
    } else if (field instanceof Icmpv6Type f) {
      writeByte(ICMPV6_TYPE, f.type(), out);
    } else if (field instanceof Icmpv6Code f) {
      writeByte(ICMPV6_CODE, f.code(), out);
    } else {
      throw new IllegalStateException("no OXM for " + field);
    }
  }

  private static void writeByte(int field, int value, ByteBuf out) {
    Frames.fit(value, 0xff);
    out.writeInt(header(field, false, 1)).writeByte(value);
  }

  private static void writeShort(int field, int value, ByteBuf out) {
    Frames.fit(value, 0xffff);
    out.writeInt(header(field, false, 2)).writeShort(value);
  }

  private static void writeMac(int field, MacAddress address, MacAddress mask, ByteBuf out) {
    if (mask.isBroadcast()) {
      out.writeInt(header(field, false, 6));
      writeMac(address.value(), out);
    } else if (mask.value() != 0) {
      out.writeInt(header(field, true, 12));
      writeMac(address.value() & mask.value(), out);
      writeMac(mask.value(), out);
    }
  }

  static void writeMac(long value, ByteBuf out) {
    out.writeShort((int) (value >>> 32)).writeInt((int) value);
  }

  private static void writeVlan(int id, ByteBuf out) {
    if (id == VlanId.ANY) {
      out.writeInt(header(VLAN_VID, true, 4)).writeShort(VLAN_PRESENT).writeShort(VLAN_PRESENT);
    } else {
      writeShort(VLAN_VID, id == VlanId.NONE ? 0 : Frames.fit(id, 0xfff) | VLAN_PRESENT, out);
    }
  }

  private static void writeMetadata(Metadata field, ByteBuf out) {
    if (field.mask() == -1) {
      out.writeInt(header(METADATA, false, 8)).writeLong(field.value());
    } else if (field.mask() != 0) {
      out.writeInt(header(METADATA, true, 16));
      out.writeLong(field.value() & field.mask()).writeLong(field.mask());
    }
  }

  private static void writePrefix(int field, IpPrefix prefix, ByteBuf out) {
    if (prefix.length() == 0) {
      return;
    }
    byte[] address = prefix.address().getAddress();
    if (prefix.isHost()) {
      out.writeInt(header(field, false, address.length)).writeBytes(address);
      return;
    }
    out.writeInt(header(field, true, 2 * address.length));
    for (int i = 0; i < address.length; i++) {
      out.writeByte(address[i] & Prefixes.maskByte(prefix.length(), i));
    }
    for (int i = 0; i < address.length; i++) {
      out.writeByte(Prefixes.maskByte(prefix.length(), i));
    }
  }
}
