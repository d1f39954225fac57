package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OpenFlow 1.3: sections A.3.4 (flow-mod, group-mod), A.3.5.2 (flow statistics), A.4. */
final class WireCodec13 implements WireCodec {
  static final WireCodec13 INSTANCE = new WireCodec13();

  private static final int ALL_TABLES = 0xff;
  private static final int FLOW_STATS_FIXED_BYTES = 48;
  private static final int GOTO_TABLE = 1;
  private static final int APPLY_ACTIONS = 4;
  private static final int METER = 6;

  private WireCodec13() {}

  @Override
  public OpenFlowVersion version() {
    return OpenFlowVersion.OF_1_3;
  }

  @Override
  public void write(SwitchMessage message, int xid, ByteBuf out) {
    int start = out.writerIndex();
    try {
      if (message instanceof SwitchMessage.FlowMod m) {
        writeFlowMod(m, xid, out);
      } else if (message instanceof SwitchMessage.PacketOut m) {
        writePacketOut(m, xid, out);
      } else if (message instanceof SwitchMessage.GroupMod m) {
        writeGroupMod(m, xid, out);
      } else if (message instanceof SwitchMessage.MeterMod m) {
        ColdCodec.writeMeterMod(m, xid, out);
      } else if (message instanceof SwitchMessage.ClearCookies m) {
        writeClear(m.cookie(), m.mask(), xid, out);
      } else {
        writeClear(0, 0, xid, out);
      }
      Frames.finish(start, out);
    } catch (RuntimeException e) {
      out.writerIndex(start);
      throw e;
    }
  }

  private static void writeFlowMod(SwitchMessage.FlowMod message, int xid, ByteBuf out) {
    FlowRule rule = message.rule();
    boolean add = message.command() == SwitchMessage.FlowMod.Command.ADD;
    Frames.begin(OpenFlowVersion.OF_1_3, MessageType.FLOW_MOD, xid, out);
    out.writeLong(rule.cookie()).writeLong(0);
    out.writeShort(rule.table() << 8 | (add ? 0 : 4));
    out.writeShort(rule.idleTimeoutSeconds()).writeShort(rule.hardTimeoutSeconds());
    out.writeShort(rule.priority()).writeInt(PacketIn.NO_BUFFER);
    out.writeInt(PortNumbers.ANY).writeInt(PortNumbers.ANY);
    out.writeShort(message.notifyRemoval() ? 1 : 0).writeShort(0);
    writeMatch(rule.match(), out);
    if (add) {
      writeInstructions(rule, out);
    }
  }

  private static void writeClear(long cookie, long mask, int xid, ByteBuf out) {
    Frames.begin(OpenFlowVersion.OF_1_3, MessageType.FLOW_MOD, xid, out);
    out.writeLong(cookie).writeLong(mask).writeShort(ALL_TABLES << 8 | 3);
    out.writeShort(0).writeShort(0).writeShort(0).writeInt(PacketIn.NO_BUFFER);
    out.writeInt(PortNumbers.ANY).writeInt(PortNumbers.ANY).writeInt(0);
    writeMatch(Match.ANY, out);
  }

  static void writeMatch(Match match, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(1 << 16);
    List<MatchField> fields = match.fields();
    for (int i = 0; i < fields.size(); i++) {
      Oxm.write(fields.get(i), out);
    }
    int length = out.writerIndex() - start;
    out.setShort(start + 2, length);
    out.writeZero(-length & 7);
  }

  private static void writeInstructions(FlowRule rule, ByteBuf out) {
    if (rule.meter().isPresent()) {
      out.writeShort(METER).writeShort(8).writeInt(rule.meter().getAsInt());
    }
    if (!rule.actions().isEmpty()) {
      int start = out.writerIndex();
      out.writeShort(APPLY_ACTIONS).writeShort(0).writeInt(0);
      Actions13.write(rule.actions(), out);
      out.setShort(start + 2, out.writerIndex() - start);
    }
    if (rule.gotoTable().isPresent()) {
      out.writeShort(GOTO_TABLE).writeShort(8).writeInt(rule.gotoTable().getAsInt() << 24);
    }
  }

  private static void writePacketOut(SwitchMessage.PacketOut message, int xid, ByteBuf out) {
    Frames.begin(OpenFlowVersion.OF_1_3, MessageType.PACKET_OUT, xid, out);
    out.writeInt(message.bufferId()).writeInt(message.inPort());
    int lengthAt = out.writerIndex();
    out.writeLong(0);
    Actions13.write(message.actions(), out);
    out.setShort(lengthAt, out.writerIndex() - lengthAt - 8);
    out.writeBytes(message.data());
  }

  private static void writeGroupMod(SwitchMessage.GroupMod message, int xid, ByteBuf out) {
    Group group = message.group();
    Frames.begin(OpenFlowVersion.OF_1_3, MessageType.GROUP_MOD, xid, out);
    int type =
        switch (group.type()) {
          case ALL -> 0;
          case SELECT -> 1;
          case INDIRECT -> 2;
          case FAST_FAILOVER -> 3;
        };
    int command =
        switch (message.command()) {
          case ADD -> 0;
          case MODIFY -> 1;
          case DELETE -> 2;
        };
    out.writeShort(command).writeByte(type).writeByte(0).writeInt(group.id());
    if (message.command() == SwitchMessage.Command.DELETE) {
      return;
    }
    for (Group.Bucket bucket : group.buckets()) {
      int start = out.writerIndex();
      out.writeShort(0).writeShort(bucket.weight()).writeInt(bucket.watchPort());
      out.writeInt(PortNumbers.ANY).writeInt(0);
      Actions13.write(bucket.actions(), out);
      out.setShort(start, out.writerIndex() - start);
    }
  }

  @Override
  public void writeFlowStatisticsRequest(int xid, ByteBuf out) {
    int start = out.writerIndex();
    Frames.begin(version(), MessageType.multipartRequest(version()), xid, out);
    out.writeShort(1).writeShort(0).writeInt(0);
    out.writeInt(ALL_TABLES << 24).writeInt(PortNumbers.ANY).writeInt(PortNumbers.ANY).writeInt(0);
    out.writeLong(0).writeLong(0);
    writeMatch(Match.ANY, out);
    Frames.finish(start, out);
  }

  @Override
  public PacketIn packetIn(ByteBuf frame, DatapathId device) {
    int start = frame.readerIndex();
    int matchLength = frame.getUnsignedShort(start + 26);
    int dataAt = start + 24 + ((matchLength + 7) & ~7) + 2;
    int dataBytes = frame.writerIndex() - dataAt;
    if (matchLength < 4 || dataBytes < 0) {
      throw new MalformedMessageException("packet-in with a match of " + matchLength + " bytes");
    }
    int inPort = OxmReader.inPort(frame, start + 28, start + 24 + matchLength);
    byte[] data = new byte[dataBytes];
    frame.getBytes(dataAt, data);
    return new PacketIn(
        device,
        inPort,
        frame.getInt(start + 8),
        frame.getUnsignedByte(start + 14),
        frame.getUnsignedByte(start + 15),
        frame.getLong(start + 16),
        data);
  }

  @Override
  public Optional<FlowRemoved> flowRemoved(ByteBuf frame, DatapathId device) {
    ByteBuf in = frame.slice().skipBytes(MessageType.HEADER_BYTES);
    long cookie = in.readLong();
    int priority = in.readUnsignedShort();
    FlowRemoved.Reason reason = Frames.removalReason(in.readUnsignedByte());
    int table = in.readUnsignedByte();
    in.skipBytes(12);
    long packets = in.readLong();
    long bytes = in.readLong();
    return OxmReader.match(in)
        .map(match -> new FlowKey(device, table, priority, match))
        .map(key -> new FlowRemoved(key, cookie, reason, packets, bytes));
  }

  @Override
  public List<SwitchStatistics.Flow> flowStatistics(ByteBuf frame, DatapathId device) {
    ByteBuf in = frame.slice().skipBytes(MessageType.HEADER_BYTES + 8);
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
    long durationMillis = in.readUnsignedInt() * 1000 + in.readUnsignedInt() / 1_000_000;
    rule.priority(in.readUnsignedShort());
    rule.idleTimeoutSeconds(in.readUnsignedShort()).hardTimeoutSeconds(in.readUnsignedShort());
    in.skipBytes(6);
    rule.cookie(in.readLong());
    long packets = in.readLong();
    long bytes = in.readLong();
    Optional<Match> match = OxmReader.match(in);
    if (match.isEmpty() || !readInstructions(in, rule.match(match.get()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SwitchStatistics.Flow(rule.build(), packets, bytes, durationMillis));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean readInstructions(ByteBuf in, FlowRule.Builder rule) {
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (length < 8) {
        throw new MalformedMessageException("instruction " + type + " of " + length + " bytes");
      }
      ByteBuf body = in.readSlice(length - 4);
      switch (type) {
        case GOTO_TABLE -> rule.gotoTable(body.readUnsignedByte());
        case METER -> rule.meter(body.readInt());
        case APPLY_ACTIONS -> {
          Optional<List<Action>> actions = Actions13.read(body.skipBytes(4));
          if (actions.isEmpty()) {
            return false;
          }
          rule.actions(actions.get());
        }
        default -> {
          return false;
        }
      }
    }
    return true;
  }
}
