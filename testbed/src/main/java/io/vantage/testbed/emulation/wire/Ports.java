package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.Port;

/** {@code ofp_phy_port} of 1.0 and {@code ofp_port} of 1.3. */
public final class Ports {
  private static final int LINK_DOWN = 1;
  private static final int LIVE = 4;
  private static final int COPPER_10GB_FULL = 1 << 6 | 1 << 11;
  private static final int COPPER_10GB_FULL_10 = 1 << 6 | 1 << 7;
  private static final int KBPS_10GB = 10_000_000;

  private Ports() {}

  /** Bytes of one port description. */
  public static int length(int version) {
    return version == OpenFlow.V10 ? 48 : 64;
  }

  public static void writeDescription(ByteBuf out, int version, Port port) {
    boolean v10 = version == OpenFlow.V10;
    if (v10) {
      out.writeShort(port.number());
    } else {
      out.writeInt(port.number()).writeZero(4);
    }
    OpenFlow.writeMac(out, port.hardwareAddress());
    out.writeZero(v10 ? 0 : 2);
    OpenFlow.writeText(out, port.name(), 16);
    out.writeInt(port.config());
    int live = !v10 && port.live() ? LIVE : 0;
    out.writeInt(port.linkUp() ? live : LINK_DOWN);
    int features = v10 ? COPPER_10GB_FULL_10 : COPPER_10GB_FULL;
    out.writeInt(features).writeInt(0).writeInt(features).writeInt(0);
    if (!v10) {
      out.writeInt(KBPS_10GB).writeInt(KBPS_10GB);
    }
  }

  static void writeStatistics(ByteBuf out, int version, Port port, long nowNanos) {
    if (version == OpenFlow.V10) {
      out.writeShort(port.number()).writeZero(6);
    } else {
      out.writeInt(port.number()).writeZero(4);
    }
    out.writeLong(port.receivedPackets()).writeLong(port.sentPackets());
    out.writeLong(port.receivedBytes()).writeLong(port.sentBytes());
    out.writeLong(port.droppedPackets()).writeZero(7 * 8);
    if (version != OpenFlow.V10) {
      Events.writeDuration(out, port.durationNanos(nowNanos));
    }
  }
}
