package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Instruction;
import io.vantage.testbed.emulation.datapath.Match;
import io.vantage.testbed.emulation.datapath.ReservedPort;
import java.util.List;

/** Reads {@code ofp_flow_mod}. Input begins after the header. */
public final class FlowModReader {
  private static final int EMERGENCY_10 = 4;
  private static final int KNOWN_FLAGS_13 = 0x1f;

  private FlowModReader() {}

  public static FlowMod read(int version, ByteBuf in) {
    return version == OpenFlow.V10 ? read10(in) : read13(in);
  }

  private static FlowMod.Command command(int number) {
    FlowMod.Command[] commands = FlowMod.Command.values();
    if (number >= commands.length) {
      throw ErrorKind.BAD_FLOW_COMMAND.because("command " + number);
    }
    return commands[number];
  }

  private static FlowMod read13(ByteBuf in) {
    if (in.readableBytes() < 48) {
      throw ErrorKind.BAD_LENGTH.because("the flow-mod is cut short");
    }
    long cookie = in.readLong();
    long cookieMask = in.readLong();
    int table = in.readUnsignedByte();
    FlowMod.Command command = command(in.readUnsignedByte());
    int idle = in.readUnsignedShort();
    int hard = in.readUnsignedShort();
    int priority = in.readUnsignedShort();
    int buffer = in.readInt();
    int outPort = in.readInt();
    int outGroup = in.readInt();
    int flags = in.readUnsignedShort();
    in.skipBytes(2);
    if ((flags & ~KNOWN_FLAGS_13) != 0) {
      throw ErrorKind.BAD_FLOW_FLAGS.because("flags " + Integer.toHexString(flags));
    }
    Match match = Match13.read(in);
    List<Instruction> instructions = Actions13.readInstructions(in);
    boolean deletes = command.deletes();
    boolean adds = command == FlowMod.Command.ADD;
    return new FlowMod(
        command,
        table,
        priority,
        match,
        cookie,
        adds ? 0 : cookieMask,
        idle,
        hard,
        flags,
        buffer,
        deletes ? outPort : ReservedPort.ANY,
        deletes ? outGroup : FlowMod.ANY_GROUP,
        instructions,
        false);
  }

  private static FlowMod read10(ByteBuf in) {
    if (in.readableBytes() < 64) {
      throw ErrorKind.BAD_LENGTH.because("the flow-mod is cut short");
    }
    Match match = Match10.read(in);
    long cookie = in.readLong();
    FlowMod.Command command = command(in.readUnsignedShort());
    int idle = in.readUnsignedShort();
    int hard = in.readUnsignedShort();
    int priority = in.readUnsignedShort();
    int buffer = in.readInt();
    int outPort = OpenFlow.widePort(in.readUnsignedShort());
    int flags = in.readUnsignedShort();
    if ((flags & EMERGENCY_10) != 0) {
      throw ErrorKind.FLOW_UNKNOWN.because("no emergency table");
    }
    boolean deletes = command.deletes();
    List<Instruction> instructions =
        in.isReadable() ? List.of(new Instruction.ApplyActions(Actions10.read(in))) : List.of();
    return new FlowMod(
        command,
        deletes ? FlowMod.ALL_TABLES : 0,
        priority,
        match,
        cookie,
        0,
        idle,
        hard,
        flags & 3,
        buffer,
        deletes ? outPort : ReservedPort.ANY,
        FlowMod.ANY_GROUP,
        instructions,
        true);
  }
}
