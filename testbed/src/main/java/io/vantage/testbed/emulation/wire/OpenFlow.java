package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Numbers of the OpenFlow wire format, and its header. */
public final class OpenFlow {
  public static final int V10 = 1;
  public static final int V13 = 4;
  public static final int HEADER = 8;

  public static final int HELLO = 0;
  public static final int ERROR = 1;
  public static final int ECHO_REQUEST = 2;
  public static final int ECHO_REPLY = 3;
  public static final int EXPERIMENTER = 4;
  public static final int FEATURES_REQUEST = 5;
  public static final int FEATURES_REPLY = 6;
  public static final int GET_CONFIG_REQUEST = 7;
  public static final int GET_CONFIG_REPLY = 8;
  public static final int SET_CONFIG = 9;
  public static final int PACKET_IN = 10;
  public static final int FLOW_REMOVED = 11;
  public static final int PORT_STATUS = 12;
  public static final int PACKET_OUT = 13;
  public static final int FLOW_MOD = 14;

  /** From here on the versions differ: the numbers are 1.3's, {@link #typeIn13} translates. */
  public static final int GROUP_MOD = 15;

  public static final int PORT_MOD = 16;
  public static final int TABLE_MOD = 17;
  public static final int MULTIPART_REQUEST = 18;
  public static final int MULTIPART_REPLY = 19;
  public static final int BARRIER_REQUEST = 20;
  public static final int BARRIER_REPLY = 21;
  public static final int QUEUE_CONFIG_REQUEST = 22;
  public static final int QUEUE_CONFIG_REPLY = 23;
  public static final int ROLE_REQUEST = 24;
  public static final int ROLE_REPLY = 25;
  public static final int GET_ASYNC_REQUEST = 26;
  public static final int GET_ASYNC_REPLY = 27;
  public static final int SET_ASYNC = 28;
  public static final int METER_MOD = 29;

  private static final int UNKNOWN = -1;

  private OpenFlow() {}

  /** The 1.3 number of a message type that came in a version; -1 if the version has no such. */
  public static int typeIn13(int version, int type) {
    if (version == V10 && type > FLOW_MOD) {
      return switch (type) {
        case 15 -> PORT_MOD;
        case 16 -> MULTIPART_REQUEST;
        case 17 -> MULTIPART_REPLY;
        case 18 -> BARRIER_REQUEST;
        case 19 -> BARRIER_REPLY;
        case 20 -> QUEUE_CONFIG_REQUEST;
        case 21 -> QUEUE_CONFIG_REPLY;
        default -> UNKNOWN;
      };
    }
    return type >= 0 && type <= METER_MOD ? type : UNKNOWN;
  }

  /** The number on the wire of a 1.3 message type. */
  public static int typeOnWire(int version, int type13) {
    if (version == V10 && type13 > FLOW_MOD) {
      return switch (type13) {
        case PORT_MOD -> 15;
        case MULTIPART_REQUEST -> 16;
        case MULTIPART_REPLY -> 17;
        case BARRIER_REQUEST -> 18;
        case BARRIER_REPLY -> 19;
        case QUEUE_CONFIG_REQUEST -> 20;
        case QUEUE_CONFIG_REPLY -> 21;
        default -> throw new IllegalArgumentException("OpenFlow 1.0 has no message " + type13);
      };
    }
    return type13;
  }

  /** Begins a message; {@link #finish} puts its length in. */
  public static ByteBuf begin(ByteBufAllocator alloc, int version, int type13, int xid) {
    return alloc
        .buffer(128)
        .writeByte(version)
        .writeByte(typeOnWire(version, type13))
        .writeShort(0)
        .writeInt(xid);
  }

  public static ByteBuf finish(ByteBuf message) {
    return message.setShort(message.readerIndex() + 2, message.readableBytes());
  }

  /** Widens a 1.0 port number to 32 bits. */
  public static int widePort(int port16) {
    return port16 >= 0xff00 ? 0xffff0000 | port16 : port16;
  }

  /** Writes a text in a field of fixed length, cut and zero-terminated. */
  static void writeText(ByteBuf out, String text, int length) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int used = Math.min(bytes.length, length - 1);
    out.writeBytes(bytes, 0, used).writeZero(length - used);
  }

  static void writeMac(ByteBuf out, long mac) {
    out.writeShort((int) (mac >>> 32)).writeInt((int) mac);
  }

  static long readMac(ByteBuf in) {
    return ((long) in.readUnsignedShort() << 32) | in.readUnsignedInt();
  }
}
