package io.vantage.testbed.emulation.datapath;

import java.nio.ByteBuffer;

/** The one's complement sum of RFC 1071. */
public final class InternetChecksum {
  private InternetChecksum() {}

  public static short of(ByteBuffer b, int at, int length) {
    return fold(sum(b, at, length));
  }

  /** The checksum over a transport segment and its IPv4 or IPv6 pseudo header. */
  public static short withPseudoHeader(
      ByteBuffer b, int addresses, int addressBytes, int protocol, int at, int length) {
    return fold(sum(b, addresses, addressBytes) + protocol + length + sum(b, at, length));
  }

  private static long sum(ByteBuffer b, int at, int length) {
    long sum = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      sum += b.getShort(at + i) & 0xffff;
    }
    return length % 2 == 0 ? sum : sum + ((b.get(at + length - 1) & 0xff) << 8);
  }

  private static short fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
