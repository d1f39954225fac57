package io.vantage.testbed.emulation.datapath;

import java.util.Optional;

/** The OXM basic fields this switch understands (OpenFlow 1.3.5, section 7.2.3.7). */
public enum Field {
  IN_PORT(0, 32, false),
  IN_PHY_PORT(1, 32, false),
  METADATA(2, 64, true),
  ETH_DST(3, 48, true),
  ETH_SRC(4, 48, true),
  ETH_TYPE(5, 16, false),
  VLAN_VID(6, 13, true),
  VLAN_PCP(7, 3, false),
  IP_DSCP(8, 6, false),
  IP_ECN(9, 2, false),
  IP_PROTO(10, 8, false),
  IPV4_SRC(11, 32, true),
  IPV4_DST(12, 32, true),
  TCP_SRC(13, 16, false),
  TCP_DST(14, 16, false),
  UDP_SRC(15, 16, false),
  UDP_DST(16, 16, false),
  SCTP_SRC(17, 16, false),
  SCTP_DST(18, 16, false),
  ICMPV4_TYPE(19, 8, false),
  ICMPV4_CODE(20, 8, false),
  ARP_OP(21, 16, false),
  ARP_SPA(22, 32, true),
  ARP_TPA(23, 32, true),
  ARP_SHA(24, 48, true),
  ARP_THA(25, 48, true),
  IPV6_SRC(26, 128, true),
  IPV6_DST(27, 128, true),
  IPV6_FLABEL(28, 20, true),
  ICMPV6_TYPE(29, 8, false),
  ICMPV6_CODE(30, 8, false),
  IPV6_ND_TARGET(31, 128, false),
  IPV6_ND_SLL(32, 48, false),
  IPV6_ND_TLL(33, 48, false);

  /** Bit of a VLAN_VID value that says "the frame is tagged" (OFPVID_PRESENT). */
  public static final int VLAN_PRESENT = 0x1000;

  private static final Field[] BY_CODE = new Field[64];

  static {
    for (Field field : values()) {
      BY_CODE[field.code] = field;
    }
  }

  private final int code;
  private final int bits;
  private final boolean maskable;

  Field(int code, int bits, boolean maskable) {
    this.code = code;
    this.bits = bits;
    this.maskable = maskable;
  }

  /** The field of an OXM header's code, or empty if this switch does not know it. */
  public static Optional<Field> ofCode(int code) {
    return code < 0 || code >= BY_CODE.length
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE[code]);
  }

  public int code() {
    return code;
  }

  /** Length of a value on the wire. */
  public int bytes() {
    return (bits + 7) / 8;
  }

  public boolean maskable() {
    return maskable;
  }

  /** The high 64 bits of an all-ones value: zero except for the 128-bit fields. */
  public long onesHigh() {
    return bits == 128 ? -1L : 0;
  }

  /** The low 64 bits of an all-ones value. */
  public long onesLow() {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }
}
