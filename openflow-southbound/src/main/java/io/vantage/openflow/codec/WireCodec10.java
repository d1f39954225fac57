package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Match;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OpenFlow 1.0: sections 5.3.3 (flow-mod), 5.3.5 (statistics), 5.3.6 (packet-out), 5.4. */
final class WireCodec10 implements WireCodec {
  static final WireCodec10 INSTANCE = new WireCodec10();

  private static final int ALL_TABLES = 0xff;
  private static final int NO_PORT = 0xffff;
  private static final int FLOW_STATS_FIXED_BYTES = 88;
  private static final int DATA_OFFSET = 18;

  private WireCodec10() {}

  @Override
  public OpenFlowVersion version() {
    return OpenFlowVersion.OF_1_0;
  }

  @Override
  public void write(SwitchMessage message, int xid, ByteBuf out) {
    int start = out.writerIndex();
    try {
      if (message instanceof SwitchMessage.FlowMod m) {
        writeFlowMod(m, xid, out);
      } else if (message instanceof SwitchMessage.PacketOut m) {
        writePacketOut(m, xid, out);
      } else if (message instanceof SwitchMessage.ClearFlows) {
        writeClearFlows(xid, out);
      } else if (message instanceof SwitchMessage.ClearCookies) {
        throw new UnsupportedOperationException("OpenFlow 1.0 has no cookie masks");
      } else if (message instanceof SwitchMessage.GroupMod) {
        throw new UnsupportedOperationException("OpenFlow 1.0 has no groups");
      } else {
        throw new UnsupportedOperationException("OpenFlow 1.0 has no meters");
      }
      Frames.finish(start, out);
    } catch (RuntimeException e) {
      out.writerIndex(start);
      throw e;
    }
  }

  private static void writeFlowMod(SwitchMessage.FlowMod message, int xid, ByteBuf out) {
    FlowRule rule = message.rule();
    checkExpressible(rule);
    boolean add = message.command() == SwitchMessage.FlowMod.Command.ADD;
    Frames.begin(OpenFlowVersion.OF_1_0, MessageType.FLOW_MOD, xid, out);
    Match10.write(rule.match(), out);
    out.writeLong(rule.cookie()).writeShort(add ? 0 : 4);
    out.writeShort(rule.idleTimeoutSeconds()).writeShort(rule.hardTimeoutSeconds());
    out.writeShort(rule.priority()).writeInt(PacketIn.NO_BUFFER).writeShort(NO_PORT);
    out.writeShort(message.notifyRemoval() ? 1 : 0);
    if (add) {
      Actions10.write(rule.actions(), out);
    }
  }

  private static void checkExpressible(FlowRule rule) {
    if (rule.table() != 0) {
      throw new UnsupportedOperationException(
          "OpenFlow 1.0 cannot address table " + rule.table() + ", only table 0");
    }
    if (rule.gotoTable().isPresent()) {
      throw new UnsupportedOperationException("OpenFlow 1.0 has no goto_table");
    }
    if (rule.meter().isPresent()) {
      throw new UnsupportedOperationException("OpenFlow 1.0 has no meters");
    }
  }

  private static void writeClearFlows(int xid, ByteBuf out) {
    Frames.begin(OpenFlowVersion.OF_1_0, MessageType.FLOW_MOD, xid, out);
    Match10.write(Match.ANY, out);
    out.writeLong(0).writeShort(3).writeShort(0).writeShort(0).writeShort(0);
    out.writeInt(PacketIn.NO_BUFFER).writeShort(NO_PORT).writeShort(0);
  }

  private static void writePacketOut(SwitchMessage.PacketOut message, int xid, ByteBuf out) {
    Frames.begin(OpenFlowVersion.OF_1_0, MessageType.PACKET_OUT, xid, out);
    out.writeInt(message.bufferId()).writeShort(PortNumbers10.toWire(message.inPort()));
    int lengthAt = out.writerIndex();
    out.writeShort(0);
    Actions10.write(message.actions(), out);
    out.setShort(lengthAt, out.writerIndex() - lengthAt - 2);
    out.writeBytes(message.data());
  }

  @Override
  public void writeFlowStatisticsRequest(int xid, ByteBuf out) {
    int start = out.writerIndex();
    Frames.begin(version(), MessageType.multipartRequest(version()), xid, out);
    out.writeShort(1).writeShort(0);
    Match10.write(Match.ANY, out);
    out.writeByte(ALL_TABLES).writeByte(0).writeShort(NO_PORT);
    Frames.finish(start, out);
  }

  @Override
  public PacketIn packetIn(ByteBuf frame, DatapathId device) {
    int start = frame.readerIndex();
    int dataBytes = frame.readableBytes() - DATA_OFFSET;
    if (dataBytes < 0) {
      throw new MalformedMessageException("packet-in of " + frame.readableBytes() + " bytes");
    }
    byte[] data = new byte[dataBytes];
    frame.getBytes(start + DATA_OFFSET, data);
    return new PacketIn(
        device,
        PortNumbers10.fromWire(frame.getUnsignedShort(start + 14)),
        frame.getInt(start + 8),
        frame.getUnsignedByte(start + 16),
        0,
        -1,
        data);
  }

  @Override
  public Optional<FlowRemoved> flowRemoved(ByteBuf frame, DatapathId device) {
    ByteBuf in = frame.slice().skipBytes(MessageType.HEADER_BYTES);
    Optional<Match> match = Match10.read(in);
    long cookie = in.readLong();
    int priority = in.readUnsignedShort();
    FlowRemoved.Reason reason = Frames.removalReason(in.readUnsignedByte());
    in.skipBytes(13);
    long packets = in.readLong();
    long bytes = in.readLong();
    return match
        .map(found -> new FlowKey(device, 0, priority, found))
        .map(key -> new FlowRemoved(key, cookie, reason, packets, bytes));
  }

  @Override
  public List<SwitchStatistics.Flow> flowStatistics(ByteBuf frame, DatapathId device) {
    ByteBuf in = frame.slice().skipBytes(MessageType.HEADER_BYTES + 4);
    List<SwitchStatistics.Flow> flows = new ArrayList<>();
    while (in.isReadable()) {
      int length = in.readUnsignedShort();
      if (length < FLOW_STATS_FIXED_BYTES) {
        throw new MalformedMessageException("flow statistics of " + length + " bytes");
      }
      readFlow(in.readSlice(length - 2), device).ifPresent(flows::add);
    }
    return flows;
  }

  private static Optional<SwitchStatistics.Flow> readFlow(ByteBuf in, DatapathId device) {
    FlowRule.Builder rule = FlowRule.on(device).owner("").table(in.readUnsignedByte());
    in.skipBytes(1);
    Optional<Match> match = Match10.read(in);
    long durationMillis = in.readUnsignedInt() * 1000 + in.readUnsignedInt() / 1_000_000;
    rule.priority(in.readUnsignedShort());
    rule.idleTimeoutSeconds(in.readUnsignedShort()).hardTimeoutSeconds(in.readUnsignedShort());
    in.skipBytes(6);
    rule.cookie(in.readLong());
    long packets = in.readLong();
    long bytes = in.readLong();
    if (match.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Action>> actions = Actions10.read(in, match.get());
    if (actions.isEmpty()) {
      return Optional.empty();
    }
    rule.match(match.get()).actions(actions.get());
    return Optional.of(new SwitchStatistics.Flow(rule.build(), packets, bytes, durationMillis));
  }
}
