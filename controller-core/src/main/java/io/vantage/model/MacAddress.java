package io.vantage.model;

import java.util.regex.Pattern;

/** An Ethernet address in the low 48 bits of {@code value}. */
public record MacAddress(long value) implements Comparable<MacAddress> {
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
  public static final MacAddress ZERO = new MacAddress(0);

  private static final Pattern TEXT = Pattern.compile("([0-9a-fA-F]{1,2}[:-]){5}[0-9a-fA-F]{1,2}");

  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(value));
    }
  }

  /**
   * Reads {@code 00:11:22:33:44:55}.
   *
   * @throws IllegalArgumentException if the text is no MAC address
   */
  public static MacAddress parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a MAC address; write 00:11:22:33:44:55");
    }
    long value = 0;
    for (String octet : text.split("[:-]", 6)) {
      value = value << 8 | Integer.parseInt(octet, 16);
    }
    return new MacAddress(value);
  }

  /** Reads six bytes from {@code offset}. */
  public static MacAddress of(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 6; i++) {
      value = value << 8 | bytes[offset + i] & 0xff;
    }
    return new MacAddress(value);
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (value >>> (40 - 8 * i));
    }
    return bytes;
  }

  /** This address with the bits outside the mask cleared. */
  public MacAddress masked(MacAddress mask) {
    long kept = value & mask.value;
    return kept == value ? this : new MacAddress(kept);
  }

  public boolean isBroadcast() {
    return value == BROADCAST.value;
  }

  /** True for broadcast too. */
  public boolean isMulticast() {
    return (value >>> 40 & 1) == 1;
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int octet = (int) (value >>> shift) & 0xff;
      text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 15, 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
