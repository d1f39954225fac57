package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.IpPrefix;
import io.vantage.model.MacAddress;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what {@link Oxm} writes. Fields and masks that {@link MatchField} has no words for (other
 * experimenters' registers, masked ports) are no error: whoever needs only the ingress port reads
 * past them, and a whole match that has one is empty, since without it it would be another match.
 */
final class OxmReader {
  private OxmReader() {}

  /**
   * The ingress port in the OXMs between two indices; reads past all other fields.
   *
   * @return -1 if there is none (which is no port that packets come in by)
   */
  static int inPort(ByteBuf in, int from, int end) {
    for (int at = from; at + 4 <= end; at += 4 + in.getUnsignedByte(at + 3)) {
      if (in.getInt(at) == 0x80000004 && at + 8 <= end) {
        return in.getInt(at + 4);
      }
    }
    return -1;
  }

  /**
   * Reads an ofp_match with its padding from the reader index.
   *
   * @return empty if {@link Match} cannot express it; the reader index is behind it all the same
   */
  static Optional<Match> match(ByteBuf in) {
    int start = in.readerIndex();
    int type = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (length < 4) {
      throw new MalformedMessageException("match of " + length + " bytes");
    }
    ByteBuf fields = in.slice(start + 4, length - 4);
    in.readerIndex(start).skipBytes((length + 7) & ~7);
    if (type != 1) {
      return Optional.empty();
    }
    List<MatchField> read = new ArrayList<>();
    while (fields.isReadable()) {
      Optional<MatchField> field = field(fields);
      if (field.isEmpty()) {
        return Optional.empty();
      }
      read.add(field.get());
    }
    try {
      return Optional.of(new Match(read));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Reads one OXM from the reader index; empty if {@link MatchField} has no words for it. */
  static Optional<MatchField> field(ByteBuf in) {
    int oxmClass = in.readUnsignedShort();
    int fieldAndMask = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    ByteBuf value = in.readSlice(length);
    if (oxmClass != Oxm.BASIC_CLASS) {
      return Optional.empty();
    }
    int field = fieldAndMask >> 1;
    boolean masked = (fieldAndMask & 1) == 1;
    try {
      Optional<MatchField> read =
          switch (field) {
            case Oxm.METADATA -> metadata(value, masked);
            case Oxm.ETH_DST -> mac(value, masked, MatchField.EthDst::new);
            case Oxm.ETH_SRC -> mac(value, masked, MatchField.EthSrc::new);
            case Oxm.VLAN_VID -> vlan(value, masked);
            case Oxm.IPV4_SRC -> prefix(value, masked, 4, MatchField.IpSrc::new);
            case Oxm.IPV4_DST -> prefix(value, masked, 4, MatchField.IpDst::new);
            case Oxm.IPV6_SRC -> prefix(value, masked, 16, MatchField.IpSrc::new);
            case Oxm.IPV6_DST -> prefix(value, masked, 16, MatchField.IpDst::new);
            case Oxm.ARP_SPA -> prefix(value, masked, 4, MatchField.ArpSenderIp::new);
            case Oxm.ARP_TPA -> prefix(value, masked, 4, MatchField.ArpTargetIp::new);
            default -> masked ? Optional.empty() : exact(field, value);
          };
      return value.isReadable() ? Optional.empty() : read;
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedMessageException("OXM field " + field + " of " + length + " bytes");
    }
  }

  private static Optional<MatchField> exact(int field, ByteBuf value) {
    return Optional.ofNullable(
        switch (field) {
          case Oxm.IN_PORT -> new MatchField.InPort(value.readInt());
          case Oxm.ETH_TYPE -> new MatchField.EthType(value.readUnsignedShort());
          case Oxm.VLAN_PCP -> new MatchField.VlanPriority(value.readUnsignedByte());
          case Oxm.IP_DSCP -> new MatchField.IpDscp(value.readUnsignedByte());
          case Oxm.IP_PROTO -> new MatchField.IpProtocol(value.readUnsignedByte());
          case Oxm.TCP_SRC -> new MatchField.TcpSrc(value.readUnsignedShort());
          case Oxm.TCP_DST -> new MatchField.TcpDst(value.readUnsignedShort());
          case Oxm.UDP_SRC -> new MatchField.UdpSrc(value.readUnsignedShort());
          case Oxm.UDP_DST -> new MatchField.UdpDst(value.readUnsignedShort());
          case Oxm.ICMPV4_TYPE -> new MatchField.IcmpType(value.readUnsignedByte());
          case Oxm.ICMPV4_CODE -> new MatchField.IcmpCode(value.readUnsignedByte());
          case Oxm.ICMPV6_TYPE -> new MatchField.Icmpv6Type(value.readUnsignedByte());
          case Oxm.ICMPV6_CODE -> new MatchField.Icmpv6Code(value.readUnsignedByte());
          case Oxm.ARP_OP -> new MatchField.ArpOperation(value.readUnsignedShort());
          case Oxm.ARP_SHA -> new MatchField.ArpSenderMac(new MacAddress(readMac(value)));
          case Oxm.ARP_THA -> new MatchField.ArpTargetMac(new MacAddress(readMac(value)));
          default -> null;
        });
  }

  static long readMac(ByteBuf in) {
    return (long) in.readUnsignedShort() << 32 | in.readUnsignedInt();
  }

  private static Optional<MatchField> metadata(ByteBuf value, boolean masked) {
    return Optional.of(new MatchField.Metadata(value.readLong(), masked ? value.readLong() : -1));
  }

  /** Makes a field from an address and its mask. */
  private interface Masked {
    MatchField of(MacAddress address, MacAddress mask);
  }

  private static Optional<MatchField> mac(ByteBuf value, boolean masked, Masked make) {
    MacAddress address = new MacAddress(readMac(value));
    MacAddress mask = masked ? new MacAddress(readMac(value)) : MacAddress.BROADCAST;
    return Optional.of(make.of(address, mask));
  }

  private static Optional<MatchField> vlan(ByteBuf value, boolean masked) {
    int vid = value.readUnsignedShort();
    int mask = masked ? value.readUnsignedShort() : 0x1fff;
    if (mask == Oxm.VLAN_PRESENT) {
      return Optional.of(
          new MatchField.VlanId(vid == 0 ? MatchField.VlanId.NONE : MatchField.VlanId.ANY));
    }
    if ((mask & 0x1fff) != 0x1fff || (vid != 0 && vid < Oxm.VLAN_PRESENT)) {
      return Optional.empty();
    }
    return Optional.of(new MatchField.VlanId(vid == 0 ? MatchField.VlanId.NONE : vid & 0xfff));
  }

  private static Optional<MatchField> prefix(
      ByteBuf value, boolean masked, int bytes, Function<IpPrefix, MatchField> make) {
    byte[] address = new byte[bytes];
    value.readBytes(address);
    if (!masked) {
      return Optional.of(make.apply(Prefixes.of(address, 8 * bytes)));
    }
    byte[] mask = new byte[bytes];
    value.readBytes(mask);
    return Prefixes.length(mask).map(length -> make.apply(Prefixes.of(address, length)));
  }
}
