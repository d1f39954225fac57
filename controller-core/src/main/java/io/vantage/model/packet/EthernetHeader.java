package io.vantage.model.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads an Ethernet header in place, without an allocation; for handlers of every packet. */
public final class EthernetHeader {
  /** Bytes of an untagged header; every reader needs a frame of at least this length. */
  public static final int LENGTH = 14;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private EthernetHeader() {}

  public static boolean isComplete(byte[] frame) {
    return frame.length >= LENGTH;
  }

  /** Destination address in the low 48 bits. */
  public static long dst(byte[] frame) {
    return (long) LONG.get(frame, 0) >>> 16;
  }

  /** Source address in the low 48 bits. */
  public static long src(byte[] frame) {
    return (long) LONG.get(frame, 6) >>> 16;
  }

  /** The type behind the addresses: that of the tag if the frame has one. */
  public static int type(byte[] frame) {
    return ((frame[12] & 0xff) << 8) | (frame[13] & 0xff);
  }

  /** True for broadcast too. */
  public static boolean isMulticast(long address) {
    return (address >>> 40 & 1) == 1;
  }

  /**
   * True for {@code 01:80:c2:00:00:00} to {@code 0f}, which no bridge forwards (IEEE 802.1Q, table
   * 8-1).
   */
  public static boolean isLinkLocal(long address) {
    return address >>> 4 == 0x0180_c200_000L;
  }

  /** True for the Ethernet types of link discovery, LLDP and BDDP. */
  public static boolean isDiscovery(int type) {
    return type == 0x88cc || type == 0x8942;
  }
}
