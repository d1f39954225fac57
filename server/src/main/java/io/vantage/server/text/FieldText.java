package io.vantage.server.text;

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
import io.vantage.model.PortNumbers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Names and values of header fields, named as OpenFlow's OXM fields are (OpenFlow 1.3, table 11),
 * except that {@code ip_src} and {@code ip_dst} serve both families of addresses.
 */
public final class FieldText {
  private static final Map<String, Kind<?>> BY_NAME = new LinkedHashMap<>();
  private static final Map<Class<?>, Kind<?>> BY_TYPE = new HashMap<>();
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("ipv4_src", "ip_src"),
          Map.entry("ipv4_dst", "ip_dst"),
          Map.entry("ipv6_src", "ip_src"),
          Map.entry("ipv6_dst", "ip_dst"),
          Map.entry("nw_src", "ip_src"),
          Map.entry("nw_dst", "ip_dst"),
          Map.entry("nw_proto", "ip_proto"),
          Map.entry("dl_src", "eth_src"),
          Map.entry("dl_dst", "eth_dst"),
          Map.entry("dl_type", "eth_type"),
          Map.entry("dl_vlan", "vlan_vid"),
          Map.entry("dl_vlan_pcp", "vlan_pcp"),
          Map.entry("icmp_type", "icmpv4_type"),
          Map.entry("icmp_code", "icmpv4_code"));

  static {
    field(
        "in_port",
        InPort.class,
        text -> new InPort(PortNumbers.parse(text)),
        field -> PortNumbers.text(field.port()));
    field("metadata", Metadata.class, FieldText::metadata, FieldText::text);
    field(
        "eth_dst",
        EthDst.class,
        text -> new EthDst(address(text), mask(text)),
        field -> masked(field.address(), field.mask()));
    field(
        "eth_src",
        EthSrc.class,
        text -> new EthSrc(address(text), mask(text)),
        field -> masked(field.address(), field.mask()));
    field(
        "eth_type",
        EthType.class,
        text -> new EthType(number(text, 0xffff)),
        field -> "0x%04x".formatted(field.type()));
    field("vlan_vid", VlanId.class, text -> new VlanId(vlan(text)), FieldText::text);
    number("vlan_pcp", VlanPriority.class, 7, VlanPriority::new, VlanPriority::priority);
    number("ip_dscp", IpDscp.class, 63, IpDscp::new, IpDscp::dscp);
    number("ip_proto", IpProtocol.class, 255, IpProtocol::new, IpProtocol::protocol);
    field(
        "ip_src",
        IpSrc.class,
        text -> new IpSrc(IpPrefix.parse(text)),
        field -> field.prefix().toString());
    field(
        "ip_dst",
        IpDst.class,
        text -> new IpDst(IpPrefix.parse(text)),
        field -> field.prefix().toString());
    number("tcp_src", TcpSrc.class, 0xffff, TcpSrc::new, TcpSrc::port);
    number("tcp_dst", TcpDst.class, 0xffff, TcpDst::new, TcpDst::port);
    number("udp_src", UdpSrc.class, 0xffff, UdpSrc::new, UdpSrc::port);
    number("udp_dst", UdpDst.class, 0xffff, UdpDst::new, UdpDst::port);
    number("icmpv4_type", IcmpType.class, 255, IcmpType::new, IcmpType::type);
    number("icmpv4_code", IcmpCode.class, 255, IcmpCode::new, IcmpCode::code);
    number("arp_op", ArpOperation.class, 0xffff, ArpOperation::new, ArpOperation::operation);
    field(
        "arp_spa",
        ArpSenderIp.class,
        text -> new ArpSenderIp(ipv4(text)),
        field -> field.prefix().toString());
    field(
        "arp_tpa",
        ArpTargetIp.class,
        text -> new ArpTargetIp(ipv4(text)),
        field -> field.prefix().toString());
    field(
        "arp_sha",
        ArpSenderMac.class,
        text -> new ArpSenderMac(MacAddress.parse(text)),
        field -> field.address().toString());
    field(
        "arp_tha",
        ArpTargetMac.class,
        text -> new ArpTargetMac(MacAddress.parse(text)),
        field -> field.address().toString());
    number("icmpv6_type", Icmpv6Type.class, 255, Icmpv6Type::new, Icmpv6Type::type);
    number("icmpv6_code", Icmpv6Code.class, 255, Icmpv6Code::new, Icmpv6Code::code);
  }

  private FieldText() {}

  /** All names, without aliases. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /**
   * Reads the value of a field.
   *
   * @throws IllegalArgumentException if there is no such field, or its value is wrong; the message
   *     names both
   */
  public static MatchField parse(String name, String value) {
    String key = name.strip().toLowerCase(Locale.ROOT);
    Kind<?> kind = BY_NAME.get(ALIASES.getOrDefault(key, key));
    if (kind == null) {
      String hint =
          Nearest.to(key, names())
              .map(near -> "; did you mean " + near + "?")
              .orElse("; fields are " + String.join(", ", names()));
      throw new IllegalArgumentException("unknown field " + name.strip() + hint);
    }
    try {
      return kind.reader.apply(value.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /** Name of a field, as {@link #parse} reads it. */
  public static String name(MatchField field) {
    return kindOf(field).name;
  }

  /** Value of a field, as {@link #parse} reads it. */
  public static String value(MatchField field) {
    return kindOf(field).write(field);
  }

  private static Kind<?> kindOf(MatchField field) {
    Kind<?> kind = BY_TYPE.get(field.getClass());
    if (kind == null) {
      throw new IllegalStateException("no text for " + field.getClass());
    }
    return kind;
  }

  private static <F extends MatchField> void number(
      String name, Class<F> type, int max, IntFunction<F> maker, ToIntFunction<F> getter) {
    field(
        name,
        type,
        text -> maker.apply(number(text, max)),
        field -> Integer.toString(getter.applyAsInt(field)));
  }

  private static <F extends MatchField> void field(
      String name, Class<F> type, Function<String, F> reader, Function<F, String> writer) {
    Kind<F> kind = new Kind<>(name, type, reader, writer);
    BY_NAME.put(name, kind);
    BY_TYPE.put(type, kind);
  }

  private static int number(String text, int max) {
    try {
      int value = Integer.decode(text);
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("'" + text + "' is not a number from 0 to " + max);
  }

  private static int vlan(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none" -> VlanId.NONE;
      case "any" -> VlanId.ANY;
      case "0" -> throw new IllegalArgumentException("0 is no VLAN id; write none for untagged");
      default -> number(text, 4094);
    };
  }

  private static String text(VlanId vlan) {
    return switch (vlan.id()) {
      case VlanId.NONE -> "none";
      case VlanId.ANY -> "any";
      default -> Integer.toString(vlan.id());
    };
  }

  private static IpPrefix ipv4(String text) {
    IpPrefix prefix = IpPrefix.parse(text);
    if (!prefix.isV4()) {
      throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
    }
    return prefix;
  }

  private static Metadata metadata(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Metadata(long64(text), -1L)
        : new Metadata(long64(text.substring(0, slash)), long64(text.substring(slash + 1)));
  }

  private static String text(Metadata metadata) {
    String value = "0x" + Long.toHexString(metadata.value());
    return metadata.mask() == -1L ? value : value + "/0x" + Long.toHexString(metadata.mask());
  }

  private static long long64(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a 64-bit number", e);
    }
  }

  private static MacAddress address(String text) {
    int slash = text.indexOf('/');
    return MacAddress.parse(slash < 0 ? text : text.substring(0, slash));
  }

  private static MacAddress mask(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? MacAddress.BROADCAST : MacAddress.parse(text.substring(slash + 1));
  }

  private static String masked(MacAddress address, MacAddress mask) {
    return mask.equals(MacAddress.BROADCAST) ? address.toString() : address + "/" + mask;
  }

  private record Kind<F extends MatchField>(
      String name, Class<F> type, Function<String, F> reader, Function<F, String> writer) {
    String write(MatchField field) {
      return writer.apply(type.cast(field));
    }
  }
}
