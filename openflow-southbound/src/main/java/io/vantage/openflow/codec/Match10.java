package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.IpPrefix;
import io.vantage.model.MacAddress;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ofp_match of OpenFlow 1.0 (section 5.2.3): 40 bytes with a wildcard bit per field. */
final class Match10 {
  static final int BYTES = 40;

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

  /** Every field wildcarded; 32 bits of an address wildcarded is written as 32, not 63. */
  private static final int ALL = 0x3820ff;

  private static final int NO_VLAN = 0xffff;

  private int wildcards = ALL;
  private int inPort;
  private long source;
  private long destination;
  private int vlan;
  private int vlanPriority;
  private int etherType;
  private int dscp;
  private int protocol;
  private int ipSource;
  private int ipDestination;
  private int portSource;
  private int portDestination;

  private Match10() {}

  /**
   * @throws UnsupportedOperationException if OpenFlow 1.0 cannot match one of the fields
   */
  static void write(Match match, ByteBuf out) {
    Match10 wire = new Match10();
    List<MatchField> fields = match.fields();
    for (int i = 0; i < fields.size(); i++) {
      MatchField field = fields.get(i);
      if (!wire.putLinkLayer(field) && !wire.putUpperLayers(field, match)) {
        throw new UnsupportedOperationException("OpenFlow 1.0 cannot match " + field);
      }
    }
    wire.write(out);
  }

  private boolean putLinkLayer(MatchField field) {
    if (field instanceof MatchField.InPort f) {
      inPort = PortNumbers10.toWire(f.port());
      wildcards &= ~IN_PORT;
    } else if (field instanceof MatchField.EthDst f && f.mask().isBroadcast()) {
      destination = f.address().value();
      wildcards &= ~DL_DST;
    } else if (field instanceof MatchField.EthSrc f && f.mask().isBroadcast()) {
      source = f.address().value();
      wildcards &= ~DL_SRC;
    } else if (field instanceof MatchField.EthType f) {
      etherType = Frames.fit(f.type(), 0xffff);
      wildcards &= ~DL_TYPE;
    } else if (field instanceof MatchField.VlanId f && f.id() != MatchField.VlanId.ANY) {
      vlan = f.id() == MatchField.VlanId.NONE ? NO_VLAN : Frames.fit(f.id(), 0xfff);
      wildcards &= ~DL_VLAN;
    } else if (field instanceof MatchField.VlanPriority f) {
      vlanPriority = Frames.fit(f.priority(), 7);
      wildcards &= ~DL_VLAN_PCP;
    } else {
      return false;
    }
    return true;
  }

  private boolean putUpperLayers(MatchField field, Match match) {
    if (field instanceof MatchField.ArpOperation f) {
      putProtocol(f.operation());
    } else if (field instanceof MatchField.ArpSenderIp f) {
      putSource(f.prefix());
    } else if (field instanceof MatchField.ArpTargetIp f) {
      putDestination(f.prefix());
    } else if (match
        .get(MatchField.EthType.class)
        .filter(MatchField.EthType.IPV4::equals)
        .isEmpty()) {
      return false;
    } else if (field instanceof MatchField.IpSrc f) {
      putSource(f.prefix());
    } else if (field instanceof MatchField.IpDst f) {
      putDestination(f.prefix());
    } else if (field instanceof MatchField.IpProtocol f) {
      putProtocol(f.protocol());
    } else if (field instanceof MatchField.IpDscp f) {
      dscp = Frames.fit(f.dscp(), 63);
      wildcards &= ~NW_TOS;
    } else if (field instanceof MatchField.TcpSrc f) {
      putPortSource(f.port());
    } else if (field instanceof MatchField.UdpSrc f) {
      putPortSource(f.port());
    } else if (field instanceof MatchField.IcmpType f) {
      putPortSource(f.type());
    } else if (field instanceof MatchField.TcpDst f) {
      putPortDestination(f.port());
    } else if (field instanceof MatchField.UdpDst f) {
      putPortDestination(f.port());
    } else if (field instanceof MatchField.IcmpCode f) {
      putPortDestination(f.code());
    } else {
      return false;
    }
    return true;
  }

  private void putProtocol(int value) {
    protocol = Frames.fit(value, 0xff);
    wildcards &= ~NW_PROTO;
  }

  private void putSource(IpPrefix prefix) {
    ipSource = Prefixes.v4(prefix) & Prefixes.mask4(prefix.length());
    wildcards = wildcards & ~(63 << NW_SRC_SHIFT) | (32 - prefix.length()) << NW_SRC_SHIFT;
  }

  private void putDestination(IpPrefix prefix) {
    ipDestination = Prefixes.v4(prefix) & Prefixes.mask4(prefix.length());
    wildcards = wildcards & ~(63 << NW_DST_SHIFT) | (32 - prefix.length()) << NW_DST_SHIFT;
  }

  private void putPortSource(int value) {
    portSource = Frames.fit(value, 0xffff);
    wildcards &= ~TP_SRC;
  }

  private void putPortDestination(int value) {
    portDestination = Frames.fit(value, 0xffff);
    wildcards &= ~TP_DST;
  }

  private void write(ByteBuf out) {
    out.writeInt(wildcards).writeShort(inPort);
    Oxm.writeMac(source, out);
    Oxm.writeMac(destination, out);
    out.writeShort(vlan).writeByte(vlanPriority).writeByte(0).writeShort(etherType);
    out.writeByte(dscp << 2).writeByte(protocol).writeShort(0);
    out.writeInt(ipSource).writeInt(ipDestination);
    out.writeShort(portSource).writeShort(portDestination);
  }

  /** Reads 40 bytes from the reader index; empty if {@link Match} cannot express them. */
  static Optional<Match> read(ByteBuf in) {
    Match10 wire = new Match10();
    wire.wildcards = in.readInt();
    wire.inPort = in.readUnsignedShort();
    wire.source = OxmReader.readMac(in);
    wire.destination = OxmReader.readMac(in);
    wire.vlan = in.readUnsignedShort();
    wire.vlanPriority = in.readUnsignedByte();
    in.skipBytes(1);
    wire.etherType = in.readUnsignedShort();
    wire.dscp = in.readUnsignedByte() >> 2;
    wire.protocol = in.readUnsignedByte();
    in.skipBytes(2);
    wire.ipSource = in.readInt();
    wire.ipDestination = in.readInt();
    wire.portSource = in.readUnsignedShort();
    wire.portDestination = in.readUnsignedShort();
    try {
      return Optional.of(new Match(wire.fields()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<MatchField> fields() {
    List<MatchField> fields = new ArrayList<>();
    if (has(IN_PORT)) {
      fields.add(new MatchField.InPort(PortNumbers10.fromWire(inPort)));
    }
    if (has(DL_SRC)) {
      fields.add(new MatchField.EthSrc(new MacAddress(source)));
    }
    if (has(DL_DST)) {
      fields.add(new MatchField.EthDst(new MacAddress(destination)));
    }
    if (has(DL_TYPE)) {
      fields.add(new MatchField.EthType(etherType));
    }
    if (has(DL_VLAN)) {
      fields.add(new MatchField.VlanId(vlan == NO_VLAN ? MatchField.VlanId.NONE : vlan));
    }
    // Open vSwitch reports a match on untagged packets with a priority of 0, which they do not
    // have.
    if (has(DL_VLAN_PCP) && !(has(DL_VLAN) && vlan == NO_VLAN)) {
      fields.add(new MatchField.VlanPriority(vlanPriority));
    }
    if (has(DL_TYPE) && etherType == MatchField.EthType.ARP.type()) {
      addArp(fields);
    } else if (has(DL_TYPE) && etherType == MatchField.EthType.IPV4.type()) {
      addIp(fields);
    }
    return fields;
  }

  private boolean has(int wildcard) {
    return (wildcards & wildcard) == 0;
  }

  private void addArp(List<MatchField> fields) {
    if (has(NW_PROTO)) {
      fields.add(new MatchField.ArpOperation(protocol));
    }
    sourcePrefix().map(MatchField.ArpSenderIp::new).ifPresent(fields::add);
    destinationPrefix().map(MatchField.ArpTargetIp::new).ifPresent(fields::add);
  }

  private void addIp(List<MatchField> fields) {
    if (has(NW_TOS)) {
      fields.add(new MatchField.IpDscp(dscp));
    }
    sourcePrefix().map(MatchField.IpSrc::new).ifPresent(fields::add);
    destinationPrefix().map(MatchField.IpDst::new).ifPresent(fields::add);
    if (!has(NW_PROTO)) {
      return;
    }
    fields.add(new MatchField.IpProtocol(protocol));
    if (has(TP_SRC)) {
      sourceField(protocol, portSource).ifPresent(fields::add);
    }
    if (has(TP_DST)) {
      destinationField(protocol, portDestination).ifPresent(fields::add);
    }
  }

  private static Optional<MatchField> sourceField(int protocol, int value) {
    return Optional.ofNullable(
        switch (protocol) {
          case 1 -> new MatchField.IcmpType(value);
          case 6 -> new MatchField.TcpSrc(value);
          case 17 -> new MatchField.UdpSrc(value);
          default -> null;
        });
  }

  private static Optional<MatchField> destinationField(int protocol, int value) {
    return Optional.ofNullable(
        switch (protocol) {
          case 1 -> new MatchField.IcmpCode(value);
          case 6 -> new MatchField.TcpDst(value);
          case 17 -> new MatchField.UdpDst(value);
          default -> null;
        });
  }

  private Optional<IpPrefix> sourcePrefix() {
    return prefix(ipSource, wildcards >>> NW_SRC_SHIFT & 63);
  }

  private Optional<IpPrefix> destinationPrefix() {
    return prefix(ipDestination, wildcards >>> NW_DST_SHIFT & 63);
  }

  private static Optional<IpPrefix> prefix(int address, int wildcardBits) {
    return wildcardBits >= 32
        ? Optional.empty()
        : Optional.of(Prefixes.ofV4(address, 32 - wildcardBits));
  }
}
