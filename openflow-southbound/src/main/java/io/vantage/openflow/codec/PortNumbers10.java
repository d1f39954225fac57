package io.vantage.openflow.codec;

import io.vantage.model.PortNumbers;

/**
 * Port numbers of OpenFlow 1.0 have 16 bits; the reserved ones are the low halves of those of 1.3.
 */
final class PortNumbers10 {
  private static final int MAX = 0xff00;

  private PortNumbers10() {}

  /**
   * @throws UnsupportedOperationException if the port is beyond the 16-bit numbers
   */
  static int toWire(int port) {
    boolean reserved = Integer.compareUnsigned(port, PortNumbers.MAX) > 0;
    if (!reserved && Integer.compareUnsigned(port, MAX) > 0) {
      throw new UnsupportedOperationException(
          "OpenFlow 1.0 has no port " + PortNumbers.text(port) + ", only 0..65280");
    }
    return port & 0xffff;
  }

  static int fromWire(int port) {
    return port > MAX ? 0xffff_0000 | port : port;
  }
}
