package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.OpenFlowVersion;

/**
 * Type numbers in the header of OpenFlow messages (OpenFlow 1.3, section A.1), and the fields of
 * that header. A frame is one whole message, readable from its header on.
 */
public final class MessageType {
  public static final int HELLO = 0;
  public static final int ERROR = 1;
  public static final int ECHO_REQUEST = 2;
  public static final int ECHO_REPLY = 3;
  public static final int FEATURES_REPLY = 6;
  public static final int PACKET_IN = 10;
  public static final int FLOW_REMOVED = 11;
  public static final int PORT_STATUS = 12;
  public static final int ROLE_REPLY = 25;

  /** Bytes of the header that every message starts with. */
  public static final int HEADER_BYTES = 8;

  static final int PACKET_OUT = 13;
  static final int FLOW_MOD = 14;
  static final int GROUP_MOD = 15;

  private MessageType() {}

  /** OFPT_MULTIPART_REPLY, called OFPT_STATS_REPLY in OpenFlow 1.0. */
  public static int multipartReply(OpenFlowVersion version) {
    return version == OpenFlowVersion.OF_1_0 ? 17 : 19;
  }

  /** OFPT_BARRIER_REPLY. */
  public static int barrierReply(OpenFlowVersion version) {
    return version == OpenFlowVersion.OF_1_0 ? 19 : 21;
  }

  static int barrierRequest(OpenFlowVersion version) {
    return barrierReply(version) - 1;
  }

  static int multipartRequest(OpenFlowVersion version) {
    return multipartReply(version) - 1;
  }

  /** Version number of a frame. */
  public static int version(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex());
  }

  /** Message type of a frame. */
  public static int of(ByteBuf frame) {
    return frame.getUnsignedByte(frame.readerIndex() + 1);
  }

  /** Transaction id of a frame. */
  public static int xid(ByteBuf frame) {
    return frame.getInt(frame.readerIndex() + 4);
  }
}
