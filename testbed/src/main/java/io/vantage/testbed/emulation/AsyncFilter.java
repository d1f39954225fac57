package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.ErrorKind;

/** Which asynchronous messages a controller wants in which role ({@code ofp_async_config}). */
final class AsyncFilter {
  private static final int PACKET_IN = 0;
  private static final int PORT_STATUS = 2;
  private static final int FLOW_REMOVED = 4;

  /** Packet-in, port-status and flow-removed masks; of each, first master or equal, then slave. */
  private final int[] masks = {0x3, 0, 0x7, 0x7, 0xf, 0};

  boolean packetIn(ControllerRole role, int reason) {
    return wants(PACKET_IN, role, reason);
  }

  boolean portStatus(ControllerRole role, int reason) {
    return wants(PORT_STATUS, role, reason);
  }

  boolean flowRemoved(ControllerRole role, int reason) {
    return wants(FLOW_REMOVED, role, reason);
  }

  void read(ByteBuf in) {
    if (in.readableBytes() < masks.length * 4) {
      throw ErrorKind.BAD_LENGTH.because("the asynchronous configuration is cut short");
    }
    for (int i = 0; i < masks.length; i++) {
      masks[i] = in.readInt();
    }
  }

  void write(ByteBuf out) {
    for (int mask : masks) {
      out.writeInt(mask);
    }
  }

  private boolean wants(int first, ControllerRole role, int reason) {
    return (masks[first + (role == ControllerRole.SLAVE ? 1 : 0)] & 1 << reason) != 0;
  }
}
