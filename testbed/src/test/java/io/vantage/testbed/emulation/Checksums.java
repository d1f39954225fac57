package io.vantage.testbed.emulation;

import java.nio.ByteBuffer;

/** The one's complement sum, written apart from the code under test. */
final class Checksums {
  private Checksums() {}

  /** Sum of 16-bit words with end-around carry: 0xffff over a range with a right checksum in it. */
  static int sum(ByteBuffer bytes, int at, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int octet = bytes.get(at + i) & 0xff;
      sum += i % 2 == 0 ? octet << 8 : octet;
    }
    return fold(sum);
  }

  static int fold(int sum) {
    int folded = sum;
    while (folded > 0xffff) {
      folded = (folded & 0xffff) + (folded >> 16);
    }
    return folded;
  }
}
