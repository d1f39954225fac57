package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vantage.testbed.emulation.datapath.Datapath;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowEntry;
import io.vantage.testbed.emulation.datapath.FlowFilter;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Group;
import io.vantage.testbed.emulation.datapath.GroupTable;
import io.vantage.testbed.emulation.datapath.Instruction;
import io.vantage.testbed.emulation.datapath.Match;
import io.vantage.testbed.emulation.datapath.Meter;
import io.vantage.testbed.emulation.datapath.MeterTable;
import io.vantage.testbed.emulation.datapath.Port;
import io.vantage.testbed.emulation.datapath.ReservedPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Statistics (1.0) and multipart (1.3) requests: each is answered with one or more messages. */
public final class Multipart {
  private static final int DESCRIPTION = 0;
  private static final int FLOW = 1;
  private static final int AGGREGATE = 2;
  private static final int TABLE = 3;
  private static final int PORT = 4;
  private static final int QUEUE = 5;
  private static final int GROUP = 6;
  private static final int GROUP_DESCRIPTION = 7;
  private static final int GROUP_FEATURES = 8;
  private static final int METER = 9;
  private static final int METER_CONFIGURATION = 10;
  private static final int METER_FEATURES = 11;
  private static final int PORT_DESCRIPTION = 13;

  /** What a switch says of itself. */
  public record Description(
      String manufacturer, String hardware, String software, String serial, String datapath) {}

  private final Datapath datapath;
  private final Description description;

  public Multipart(Datapath datapath, Description description) {
    this.datapath = datapath;
    this.description = description;
  }

  /** Answers a request whose body begins after the OpenFlow header. */
  public List<ByteBuf> answer(ByteBufAllocator alloc, int version, int xid, ByteBuf in) {
    boolean v10 = version == OpenFlow.V10;
    if (in.readableBytes() < (v10 ? 4 : 8)) {
      throw ErrorKind.BAD_LENGTH.because("the request is cut short");
    }
    int type = in.readUnsignedShort();
    in.skipBytes(v10 ? 2 : 6);
    if (v10 && type > QUEUE) {
      throw ErrorKind.BAD_MULTIPART.because("statistics " + type);
    }
    Pages pages = new Pages(alloc, version, xid, type);
    try {
      switch (type) {
        case DESCRIPTION -> pages.add(this::describe);
        case FLOW -> flows(pages, version, in);
        case AGGREGATE -> aggregate(pages, version, in);
        case TABLE -> tables(pages, version);
        case PORT -> ports(pages, version, in);
        case QUEUE -> {}
        case GROUP -> groups(pages, in);
        case GROUP_DESCRIPTION ->
            each(pages, datapath.groups().all(), GroupCodec::writeDescription);
        case GROUP_FEATURES ->
            pages.add(out -> GroupCodec.writeFeatures(out, datapath.groups().capacity()));
        case METER -> meters(pages, in);
        case METER_CONFIGURATION ->
            each(pages, chosenMeters(number(in)), MeterCodec::writeConfiguration);
        case METER_FEATURES ->
            pages.add(out -> MeterCodec.writeFeatures(out, datapath.meters().capacity()));
        case PORT_DESCRIPTION ->
            each(pages, datapath.ports(), (o, p) -> Ports.writeDescription(o, version, p));
        default -> throw ErrorKind.BAD_MULTIPART.because("multipart " + type);
      }
      return pages.done();
    } catch (RuntimeException e) {
      pages.release();
      throw e;
    }
  }

  private static <T> void each(Pages pages, Collection<T> all, BiConsumer<ByteBuf, T> writer) {
    all.forEach(item -> pages.add(out -> writer.accept(out, item)));
  }

  private void describe(ByteBuf out) {
    OpenFlow.writeText(out, description.manufacturer(), 256);
    OpenFlow.writeText(out, description.hardware(), 256);
    OpenFlow.writeText(out, description.software(), 256);
    OpenFlow.writeText(out, description.serial(), 32);
    OpenFlow.writeText(out, description.datapath(), 256);
  }

  private static FlowFilter filter(int version, ByteBuf in) {
    if (version == OpenFlow.V10) {
      if (in.readableBytes() < 44) {
        throw ErrorKind.BAD_LENGTH.because("the request is cut short");
      }
      Match match = Match10.read(in);
      int table = in.readUnsignedByte();
      in.skipBytes(1);
      int outPort = OpenFlow.widePort(in.readUnsignedShort());
      return new FlowFilter(table, match, 0, 0, outPort, FlowMod.ANY_GROUP);
    }
    if (in.readableBytes() < 40) {
      throw ErrorKind.BAD_LENGTH.because("the request is cut short");
    }
    int table = in.readUnsignedByte();
    in.skipBytes(3);
    int outPort = in.readInt();
    int outGroup = in.readInt();
    in.skipBytes(4);
    long cookie = in.readLong();
    long cookieMask = in.readLong();
    return new FlowFilter(table, Match13.read(in), cookie, cookieMask, outPort, outGroup);
  }

  private void flows(Pages pages, int version, ByteBuf in) {
    long now = datapath.now();
    each(
        pages,
        datapath.flows(filter(version, in)),
        (out, entry) -> writeFlow(out, version, entry, now));
  }

  private static void writeFlow(ByteBuf out, int version, FlowEntry entry, long now) {
    boolean v10 = version == OpenFlow.V10;
    int start = out.writerIndex();
    out.writeShort(0).writeByte(entry.table()).writeByte(0);
    if (v10) {
      Match10.write(out, entry.match());
    }
    Events.writeDuration(out, entry.durationNanos(now));
    out.writeShort(entry.priority());
    out.writeShort(entry.idleSeconds()).writeShort(entry.hardSeconds());
    if (v10) {
      out.writeZero(6);
    } else {
      out.writeShort(entry.flags()).writeZero(4);
    }
    out.writeLong(entry.cookie()).writeLong(entry.packets()).writeLong(entry.bytes());
    if (v10) {
      for (Instruction instruction : entry.instructions()) {
        Actions10.write(out, instruction.actionsOrNone());
      }
    } else {
      Match13.write(out, entry.match());
      Actions13.writeInstructions(out, entry.instructions());
    }
    out.setShort(start, out.writerIndex() - start);
  }

  private void aggregate(Pages pages, int version, ByteBuf in) {
    List<FlowEntry> entries = datapath.flows(filter(version, in));
    pages.add(
        out ->
            out.writeLong(entries.stream().mapToLong(FlowEntry::packets).sum())
                .writeLong(entries.stream().mapToLong(FlowEntry::bytes).sum())
                .writeInt(entries.size())
                .writeZero(4));
  }

  private void tables(Pages pages, int version) {
    int count = version == OpenFlow.V10 ? 1 : datapath.limits().tables();
    for (int i = 0; i < count; i++) {
      int table = i;
      pages.add(out -> writeTable(out, version, table));
    }
  }

  private void writeTable(ByteBuf out, int version, int table) {
    out.writeByte(table).writeZero(3);
    if (version == OpenFlow.V10) {
      OpenFlow.writeText(out, "table" + table, 32);
      int everyWildcard = (1 << 22) - 1;
      out.writeInt(everyWildcard).writeInt(datapath.limits().flowsPerTable());
    }
    out.writeInt(datapath.tableSize(table));
    out.writeLong(datapath.tableLookups(table)).writeLong(datapath.tableHits(table));
  }

  private void ports(Pages pages, int version, ByteBuf in) {
    boolean v10 = version == OpenFlow.V10;
    if (in.readableBytes() < 8) {
      throw ErrorKind.BAD_LENGTH.because("the request is cut short");
    }
    int number = v10 ? OpenFlow.widePort(in.readUnsignedShort()) : in.readInt();
    Optional<Port> port = datapath.port(number);
    if (number != ReservedPort.ANY && port.isEmpty()) {
      throw ErrorKind.BAD_PORT_IN_REQUEST.because("port " + Integer.toUnsignedString(number));
    }
    long now = datapath.now();
    each(
        pages,
        port.map(List::of).orElseGet(() -> List.copyOf(datapath.ports())),
        (out, p) -> Ports.writeStatistics(out, version, p, now));
  }

  private static int number(ByteBuf in) {
    if (in.readableBytes() < 8) {
      throw ErrorKind.BAD_LENGTH.because("the request is cut short");
    }
    return in.readInt();
  }

  private void groups(Pages pages, ByteBuf in) {
    int id = number(in);
    Collection<Group> chosen =
        id == GroupTable.ALL_GROUPS
            ? datapath.groups().all()
            : datapath.groups().get(id).stream().toList();
    long now = datapath.now();
    each(
        pages,
        chosen,
        (out, g) -> GroupCodec.writeStatistics(out, g, datapath.groupReferences(g.id()), now));
  }

  private Collection<Meter> chosenMeters(int id) {
    if (id == MeterTable.ALL_METERS) {
      return datapath.meters().all();
    }
    return List.of(
        datapath
            .meters()
            .get(id)
            .orElseThrow(
                () -> ErrorKind.UNKNOWN_METER.because("meter " + Integer.toUnsignedString(id))));
  }

  private void meters(Pages pages, ByteBuf in) {
    Collection<Meter> chosen = new ArrayList<>(chosenMeters(number(in)));
    long now = datapath.now();
    each(
        pages,
        chosen,
        (out, m) -> MeterCodec.writeStatistics(out, m, datapath.meterReferences(m.id()), now));
  }
}
