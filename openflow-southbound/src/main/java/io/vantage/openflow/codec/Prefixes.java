package io.vantage.openflow.codec;

import io.vantage.model.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Address prefixes as addresses with a mask. */
final class Prefixes {
  private Prefixes() {}

  /** Byte {@code index} of the mask of a prefix. */
  static int maskByte(int length, int index) {
    int bits = Math.max(0, Math.min(8, length - 8 * index));
    return 0xff << (8 - bits) & 0xff;
  }

  /** The mask of an IPv4 prefix. */
  static int mask4(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  static int v4(IpPrefix prefix) {
    byte[] b = prefix.address().getAddress();
    return b[0] << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
  }

  static IpPrefix ofV4(int address, int length) {
    byte[] bytes = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
    return of(bytes, length);
  }

  static IpPrefix of(byte[] address, int length) {
    try {
      return new IpPrefix(InetAddress.getByAddress(address), length);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an IP address has 4 or 16 bytes", e);
    }
  }

  /** Length of the prefix that a mask stands for; empty if its ones are not all in front. */
  static Optional<Integer> length(byte[] mask) {
    int length = 0;
    while (length < mask.length * 8 && (mask[length / 8] >> (7 - length % 8) & 1) == 1) {
      length++;
    }
    for (int i = 0; i < mask.length; i++) {
      if ((mask[i] & 0xff) != maskByte(length, i)) {
        return Optional.empty();
      }
    }
    return Optional.of(length);
  }
}
