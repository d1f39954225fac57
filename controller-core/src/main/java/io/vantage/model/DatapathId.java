package io.vantage.model;

/** Identity of a switch (OpenFlow 1.3, section 7.3.1): 64 bits, printed as 16 hex digits. */
public record DatapathId(long value) implements Comparable<DatapathId> {
  /**
   * Reads {@code 16}, {@code 0x10}, {@code of:0000000000000010}, {@code 0000000000000010} or {@code
   * 00:00:00:00:00:00:00:10}. Digits of full length (16) and prefixed ones are hexadecimal; shorter
   * plain ones are decimal.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static DatapathId parse(String text) {
    try {
      String digits = text.strip().toLowerCase(java.util.Locale.ROOT).replace(":", "");
      if (digits.startsWith("of")) {
        return new DatapathId(Long.parseUnsignedLong(digits.substring(2), 16));
      }
      if (digits.startsWith("0x")) {
        return new DatapathId(Long.parseUnsignedLong(digits.substring(2), 16));
      }
      return new DatapathId(Long.parseUnsignedLong(digits, digits.length() == 16 ? 16 : 10));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a datapath id; write 1, 0x1 or 0000000000000001", e);
    }
  }

  @Override
  public int compareTo(DatapathId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    String hex = Long.toHexString(value);
    return "0".repeat(16 - hex.length()) + hex;
  }
}
