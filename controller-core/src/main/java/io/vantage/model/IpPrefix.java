package io.vantage.model;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 or IPv6 address with a prefix length; a whole address has length 32 or 128.
 *
 * <p>Bits beyond the prefix are cleared, so that prefixes are equal if they cover the same
 * addresses: {@code 10.0.0.1/24} is {@code 10.0.0.0/24}.
 *
 * @param length leading bits that count, 0..32 or 0..128
 */
public record IpPrefix(InetAddress address, int length) {
  public IpPrefix {
    int bits = address.getAddress().length * 8;
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException(
          "prefix length " + length + " of " + address.getHostAddress() + " not in 0.." + bits);
    }
    if (length < bits) {
      address = masked(address, length);
    }
  }

  public static IpPrefix of(InetAddress address) {
    return new IpPrefix(address, address.getAddress().length * 8);
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 10.0.0.1} or the same of IPv6; never asks DNS.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddresses.forString(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return of(address);
    }
    try {
      return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has no prefix length after the slash", e);
    }
  }

  public boolean isV4() {
    return address instanceof Inet4Address;
  }

  /** True if every bit counts. */
  public boolean isHost() {
    return length == address.getAddress().length * 8;
  }

  private static InetAddress masked(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    for (int i = length / 8; i < bytes.length; i++) {
      int kept = Math.max(0, length - 8 * i);
      bytes[i] &= (byte) (0xff00 >> kept);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("the length has not changed", e);
    }
  }

  @Override
  public String toString() {
    String text = InetAddresses.toAddrString(address);
    return isHost() ? text : text + "/" + length;
  }
}
