package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vantage.model.DatapathId;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.openflow.codec.MessageType;
import io.vantage.openflow.codec.WireCodec;
import io.vantage.southbound.SwitchListener;

/**
 * Messages of a connected switch: packet-ins first, read from the bytes of the frame. A message
 * that cannot be read costs a line of the rate-limited log, not the connection.
 */
final class SwitchHandler extends ChannelInboundHandlerAdapter {
  private final Connection connection;
  private final ConnectedSwitch connected;
  private final DatapathId device;
  private final WireCodec codec;
  private final SwitchListener listener;
  private final int barrierReply;
  private final int multipartReply;

  SwitchHandler(Connection connection, ConnectedSwitch connected) {
    this.connection = connection;
    this.connected = connected;
    this.device = connected.device();
    this.codec = connection.codec();
    this.listener = connection.context().listener();
    this.barrierReply = MessageType.barrierReply(codec.version());
    this.multipartReply = MessageType.multipartReply(codec.version());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf frame = (ByteBuf) message;
    connection.lane().reading();
    try {
      int type = MessageType.of(frame);
      if (type == MessageType.PACKET_IN) {
        packetIn(frame);
      } else {
        other(type, frame);
      }
    } catch (RuntimeException e) {
      connection.complain(
          "{} sent a malformed message of type {}: {}", MessageType.of(frame), e.toString());
    } finally {
      frame.release();
    }
  }

  private void packetIn(ByteBuf frame) {
    PacketIn packet;
    try {
      packet = codec.packetIn(frame, device);
    } catch (RuntimeException e) {
      packet = ColdCodec.packetIn(frame, device);
    }
    try {
      listener.packetIn(connected, packet);
    } catch (RuntimeException e) {
      connection.complain("listener failed on a packet-in of {}: {}", e.toString());
    }
  }

  private void other(int type, ByteBuf frame) {
    if (type == MessageType.ECHO_REQUEST) {
      connection.answerEcho(frame);
    } else if (type == MessageType.ERROR) {
      connection.error(frame);
    } else if (type == MessageType.FLOW_REMOVED) {
      codec
          .flowRemoved(frame, device)
          .ifPresent(removed -> connected.tell(tellee -> tellee.flowRemoved(connected, removed)));
    } else if (type == MessageType.PORT_STATUS) {
      portStatus(ColdCodec.portStatus(frame, device));
    } else if (isReply(type)) {
      connection.reply(frame);
    }
  }

  private boolean isReply(int type) {
    return type == barrierReply
        || type == multipartReply
        || type == MessageType.ECHO_REPLY
        || type == MessageType.ROLE_REPLY;
  }

  private void portStatus(ColdCodec.PortStatus status) {
    int number = status.port().number();
    if (!PortNumbers.isOrdinary(number)) {
      return;
    }
    if (status.removed()) {
      connected.tell(tellee -> tellee.portRemoved(connected, number));
    } else {
      connected.tell(tellee -> tellee.portChanged(connected, status.port()));
    }
  }
}
