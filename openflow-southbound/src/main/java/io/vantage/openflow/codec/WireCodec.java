package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.util.List;
import java.util.Optional;

/**
 * The messages of the hot and warm paths in one protocol version. Stateless; safe for every thread.
 * Reading leaves the frame's indices alone and keeps nothing of it. Malformed frames end in {@link
 * MalformedMessageException} or {@link IndexOutOfBoundsException}.
 */
public sealed interface WireCodec permits WireCodec10, WireCodec13 {
  static WireCodec of(OpenFlowVersion version) {
    return version == OpenFlowVersion.OF_1_0 ? WireCodec10.INSTANCE : WireCodec13.INSTANCE;
  }

  OpenFlowVersion version();

  /**
   * Appends a message.
   *
   * @throws UnsupportedOperationException if this version cannot express it; says what and why, and
   *     nothing was appended
   */
  void write(SwitchMessage message, int xid, ByteBuf out);

  /** Appends OFPT_BARRIER_REQUEST. */
  default void writeBarrier(int xid, ByteBuf out) {
    out.writeByte(version().wire()).writeByte(MessageType.barrierRequest(version()));
    out.writeShort(MessageType.HEADER_BYTES).writeInt(xid);
  }

  /** Appends OFPT_ECHO_REQUEST without data. */
  default void writeEchoRequest(int xid, ByteBuf out) {
    out.writeByte(version().wire()).writeByte(MessageType.ECHO_REQUEST);
    out.writeShort(MessageType.HEADER_BYTES).writeInt(xid);
  }

  /** Appends a request for the statistics of all flow rules. */
  void writeFlowStatisticsRequest(int xid, ByteBuf out);

  PacketIn packetIn(ByteBuf frame, DatapathId device);

  /** Empty if the rule's match is beyond {@link io.vantage.model.Match}. */
  Optional<FlowRemoved> flowRemoved(ByteBuf frame, DatapathId device);

  /**
   * The rules in one multipart reply, as {@link CanonicalRule} has them. Rules beyond {@link
   * io.vantage.model.FlowRule} (other controllers' extensions) are left out: with a condition or
   * action missing they would be taken for other rules.
   */
  List<SwitchStatistics.Flow> flowStatistics(ByteBuf frame, DatapathId device);
}
