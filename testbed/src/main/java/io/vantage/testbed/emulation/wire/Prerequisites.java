package io.vantage.testbed.emulation.wire;

import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.FieldMatch;
import io.vantage.testbed.emulation.datapath.Match;

/** Fields that only mean something beside others (OpenFlow 1.3.5, table 12). */
final class Prerequisites {
  private Prerequisites() {}

  static void check(Match match) {
    for (FieldMatch field : match.fields()) {
      if (!met(field.field(), match)) {
        throw ErrorKind.BAD_PREREQUISITE.because(field.field().name());
      }
    }
  }

  private static boolean met(Field field, Match match) {
    return switch (field) {
      case IN_PHY_PORT -> match.get(Field.IN_PORT).isPresent();
      case VLAN_PCP ->
          match.get(Field.VLAN_VID).filter(v -> (v.low() & Field.VLAN_PRESENT) != 0).isPresent();
      case IP_DSCP, IP_ECN, IP_PROTO -> type(match, 0x0800) || type(match, 0x86dd);
      case IPV4_SRC, IPV4_DST -> type(match, 0x0800);
      case IPV6_SRC, IPV6_DST, IPV6_FLABEL -> type(match, 0x86dd);
      case TCP_SRC, TCP_DST -> match.requires(Field.IP_PROTO, 6);
      case UDP_SRC, UDP_DST -> match.requires(Field.IP_PROTO, 17);
      case SCTP_SRC, SCTP_DST -> match.requires(Field.IP_PROTO, 132);
      case ICMPV4_TYPE, ICMPV4_CODE -> match.requires(Field.IP_PROTO, 1) && type(match, 0x0800);
      case ICMPV6_TYPE, ICMPV6_CODE -> match.requires(Field.IP_PROTO, 58) && type(match, 0x86dd);
      case ARP_OP, ARP_SPA, ARP_TPA, ARP_SHA, ARP_THA -> type(match, 0x0806);
      case IPV6_ND_TARGET ->
          match.requires(Field.ICMPV6_TYPE, 135) || match.requires(Field.ICMPV6_TYPE, 136);
      case IPV6_ND_SLL -> match.requires(Field.ICMPV6_TYPE, 135);
      case IPV6_ND_TLL -> match.requires(Field.ICMPV6_TYPE, 136);
      default -> true;
    };
  }

  private static boolean type(Match match, int ethType) {
    return match.requires(Field.ETH_TYPE, ethType);
  }
}
