package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.Datapath;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Meter;
import java.util.ArrayList;
import java.util.List;

/** Meter messages of OpenFlow 1.3 (sections 7.3.4.4 and 7.3.5.11 to 7.3.5.13). */
public final class MeterCodec {
  private static final int DROP = 1;
  private static final int DSCP_REMARK = 2;
  private static final int BAND_LENGTH = 16;

  private MeterCodec() {}

  /** Reads a meter-mod, beginning after the header, and carries it out. */
  public static void apply(ByteBuf in, Datapath datapath) {
    if (in.readableBytes() < 8) {
      throw ErrorKind.BAD_LENGTH.because("the meter-mod is cut short");
    }
    int command = in.readUnsignedShort();
    int flags = in.readUnsignedShort();
    int id = in.readInt();
    switch (command) {
      case 0 -> datapath.addMeter(id, check(flags), readBands(in));
      case 1 -> datapath.modifyMeter(id, check(flags), readBands(in));
      case 2 -> datapath.deleteMeter(id);
      default -> throw ErrorKind.BAD_METER_COMMAND.because("command " + command);
    }
  }

  private static int check(int flags) {
    boolean kbpsAndPktps = (flags & 3) == 3;
    if (kbpsAndPktps || (flags & ~0xf) != 0) {
      throw ErrorKind.BAD_METER_FLAGS.because("flags " + flags);
    }
    return flags;
  }

  private static List<Meter.Band> readBands(ByteBuf in) {
    List<Meter.Band> bands = new ArrayList<>();
    while (in.isReadable()) {
      if (in.readableBytes() < BAND_LENGTH) {
        throw ErrorKind.BAD_LENGTH.because("a meter band is cut short");
      }
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      int rate = in.readInt();
      int burst = in.readInt();
      int level = type == DSCP_REMARK ? in.readUnsignedByte() : 0;
      in.skipBytes(type == DSCP_REMARK ? 3 : 4);
      if (length != BAND_LENGTH || (type != DROP && type != DSCP_REMARK)) {
        throw ErrorKind.BAD_LENGTH.because("meter band " + type + " with length " + length);
      }
      bands.add(new Meter.Band(type, rate, burst, level));
    }
    return bands;
  }

  static void writeStatistics(ByteBuf out, Meter meter, int references, long nowNanos) {
    int start = out.writerIndex();
    out.writeInt(meter.id()).writeShort(0).writeZero(6).writeInt(references);
    out.writeLong(meter.packets()).writeLong(meter.bytes());
    Events.writeDuration(out, meter.durationNanos(nowNanos));
    out.writeZero(meter.bands().size() * 16);
    out.setShort(start + 4, out.writerIndex() - start);
  }

  static void writeConfiguration(ByteBuf out, Meter meter) {
    int start = out.writerIndex();
    out.writeShort(0).writeShort(meter.flags()).writeInt(meter.id());
    for (Meter.Band band : meter.bands()) {
      out.writeShort(band.type()).writeShort(BAND_LENGTH).writeInt(band.rate());
      out.writeInt(band.burst()).writeByte(band.precedenceLevel()).writeZero(3);
    }
    out.setShort(start, out.writerIndex() - start);
  }

  static void writeFeatures(ByteBuf out, int maxMeters) {
    int bandTypes = 1 << DROP | 1 << DSCP_REMARK;
    int capabilities = 0xf;
    out.writeInt(maxMeters).writeInt(bandTypes).writeInt(capabilities);
    out.writeByte(16).writeByte(0).writeZero(2);
  }
}
