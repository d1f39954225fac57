package io.vantage.model;

/**
 * One condition on a packet (OpenFlow 1.3, section A.2.3.7). Fields with a mask match the bits that
 * are set in it; the one-argument constructors match exactly. Bits outside a mask are cleared, so
 * that fields that match the same packets are equal.
 */
public sealed interface MatchField {
  /** Ingress port. */
  record InPort(int port) implements MatchField {}

  record Metadata(long value, long mask) implements MatchField {
    public Metadata {
      value &= mask;
    }
  }

  record EthDst(MacAddress address, MacAddress mask) implements MatchField {
    public EthDst {
      address = address.masked(mask);
    }

    public EthDst(MacAddress address) {
      this(address, MacAddress.BROADCAST);
    }
  }

  record EthSrc(MacAddress address, MacAddress mask) implements MatchField {
    public EthSrc {
      address = address.masked(mask);
    }

    public EthSrc(MacAddress address) {
      this(address, MacAddress.BROADCAST);
    }
  }

  /** Ethernet type of the payload, after VLAN tags. */
  record EthType(int type) implements MatchField {
    public static final EthType IPV4 = new EthType(0x0800);
    public static final EthType ARP = new EthType(0x0806);
    public static final EthType IPV6 = new EthType(0x86dd);
    public static final EthType LLDP = new EthType(0x88cc);
  }

  /** VLAN id 1..4094, or {@link #NONE} for untagged, or {@link #ANY} for any tagged packet. */
  record VlanId(int id) implements MatchField {
    public static final int NONE = -1;
    public static final int ANY = -2;
  }

  record VlanPriority(int priority) implements MatchField {}

  record IpDscp(int dscp) implements MatchField {}

  /** IP protocol number: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6. */
  record IpProtocol(int protocol) implements MatchField {}

  /** IPv4 or IPv6 source, by the family of the prefix. */
  record IpSrc(IpPrefix prefix) implements MatchField {}

  /** IPv4 or IPv6 destination, by the family of the prefix. */
  record IpDst(IpPrefix prefix) implements MatchField {}

  record TcpSrc(int port) implements MatchField {}

  record TcpDst(int port) implements MatchField {}

  record UdpSrc(int port) implements MatchField {}

  record UdpDst(int port) implements MatchField {}

  record IcmpType(int type) implements MatchField {}

  record IcmpCode(int code) implements MatchField {}

  record ArpOperation(int operation) implements MatchField {}

  record ArpSenderIp(IpPrefix prefix) implements MatchField {}

  record ArpTargetIp(IpPrefix prefix) implements MatchField {}

  record ArpSenderMac(MacAddress address) implements MatchField {}

  record ArpTargetMac(MacAddress address) implements MatchField {}

  record Icmpv6Type(int type) implements MatchField {}

  record Icmpv6Code(int code) implements MatchField {}
}
