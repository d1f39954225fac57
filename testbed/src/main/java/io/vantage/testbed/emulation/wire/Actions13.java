package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.Action;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.FieldMatch;
import io.vantage.testbed.emulation.datapath.Instruction;
import java.util.ArrayList;
import java.util.List;

/** Actions and instructions of OpenFlow 1.3 (sections 7.2.4 and 7.2.5). */
public final class Actions13 {
  private static final int OUTPUT = 0;
  private static final int PUSH_VLAN = 17;
  private static final int POP_VLAN = 18;
  private static final int SET_QUEUE = 21;
  private static final int GROUP = 22;
  private static final int SET_NW_TTL = 23;
  private static final int DEC_NW_TTL = 24;
  private static final int SET_FIELD = 25;
  private static final int EXPERIMENTER = 0xffff;

  private Actions13() {}

  /** Reads all actions of a slice. */
  public static List<Action> read(ByteBuf in) {
    List<Action> actions = new ArrayList<>();
    while (in.isReadable()) {
      if (in.readableBytes() < 8) {
        throw ErrorKind.BAD_ACTION_LENGTH.because("an action is cut short");
      }
      int type = in.getUnsignedShort(in.readerIndex());
      int length = in.getUnsignedShort(in.readerIndex() + 2);
      if (length < 8 || length % 8 != 0 || length > in.readableBytes()) {
        throw ErrorKind.BAD_ACTION_LENGTH.because("action " + type + " with length " + length);
      }
      actions.add(read(type, in.readSlice(length).skipBytes(4)));
    }
    return actions;
  }

  private static Action read(int type, ByteBuf body) {
    boolean longBody = type == OUTPUT || type == SET_FIELD || type == EXPERIMENTER;
    if (type == OUTPUT ? body.readableBytes() != 12 : !longBody && body.readableBytes() != 4) {
      throw ErrorKind.BAD_ACTION_LENGTH.because("action " + type);
    }
    return switch (type) {
      case OUTPUT -> new Action.Output(body.readInt(), body.readUnsignedShort());
      case PUSH_VLAN -> pushVlan(body.readUnsignedShort());
      case POP_VLAN -> new Action.PopVlan();
      case SET_QUEUE -> new Action.SetQueue(body.readInt());
      case GROUP -> new Action.ToGroup(body.readInt());
      case SET_NW_TTL -> new Action.SetTtl(body.readUnsignedByte());
      case DEC_NW_TTL -> new Action.DecrementTtl();
      case SET_FIELD -> setField(body);
      case EXPERIMENTER -> throw ErrorKind.BAD_ACTION_EXPERIMENTER.because("no experimenters");
      default -> throw ErrorKind.BAD_ACTION_TYPE.because("action " + type);
    };
  }

  private static Action pushVlan(int ethType) {
    if (ethType != 0x8100 && ethType != 0x88a8) {
      throw ErrorKind.BAD_ACTION_ARGUMENT.because("push VLAN " + Integer.toHexString(ethType));
    }
    return new Action.PushVlan(ethType);
  }

  private static Action setField(ByteBuf body) {
    FieldMatch value = Match13.readField(body, false);
    boolean settable =
        value.field() != Field.IN_PORT
            && value.field() != Field.IN_PHY_PORT
            && value.field() != Field.METADATA;
    if (!settable) {
      throw ErrorKind.BAD_SET_TYPE.because("set " + value.field());
    }
    return new Action.SetField(value.field(), value.high(), value.low());
  }

  public static void write(ByteBuf out, List<Action> actions) {
    actions.forEach(action -> write(out, action));
  }

  private static void write(ByteBuf out, Action action) {
    if (action instanceof Action.Output output) {
      out.writeShort(OUTPUT).writeShort(16).writeInt(output.port());
      out.writeShort(output.maxLength()).writeZero(6);
    } else if (action instanceof Action.ToGroup to) {
      out.writeShort(GROUP).writeShort(8).writeInt(to.group());
    } else if (action instanceof Action.SetQueue set) {
      out.writeShort(SET_QUEUE).writeShort(8).writeInt(set.queue());
    } else if (action instanceof Action.PushVlan push) {
      out.writeShort(PUSH_VLAN).writeShort(8).writeShort(push.ethType()).writeShort(0);
    } else if (action instanceof Action.PopVlan) {
      out.writeShort(POP_VLAN).writeShort(8).writeInt(0);
    } else if (action instanceof Action.SetTtl set) {
      out.writeShort(SET_NW_TTL).writeShort(8).writeByte(set.ttl()).writeZero(3);
    } else if (action instanceof Action.DecrementTtl) {
      out.writeShort(DEC_NW_TTL).writeShort(8).writeInt(0);
    } else if (action instanceof Action.SetField set) {
      writeSetField(out, set);
    } else if (action instanceof Action.SetVlanId set) {
      long value = set.vlan() | Field.VLAN_PRESENT;
      writeSetField(out, new Action.SetField(Field.VLAN_VID, 0, value));
    } else if (action instanceof Action.SetVlanPriority set) {
      writeSetField(out, new Action.SetField(Field.VLAN_PCP, 0, set.priority()));
    } else if (action instanceof Action.SetTransportPort set) {
      Field field = set.source() ? Field.TCP_SRC : Field.TCP_DST;
      writeSetField(out, new Action.SetField(field, 0, set.port()));
    }
  }

  private static void writeSetField(ByteBuf out, Action.SetField set) {
    int length = (4 + 4 + set.field().bytes() + 7) / 8 * 8;
    out.writeShort(SET_FIELD).writeShort(length);
    Field field = set.field();
    Match13.writeField(
        out, new FieldMatch(field, set.high(), set.low(), field.onesHigh(), field.onesLow()));
    out.writeZero(length - 8 - field.bytes());
  }

  /** Reads all instructions of a slice. */
  public static List<Instruction> readInstructions(ByteBuf in) {
    List<Instruction> instructions = new ArrayList<>();
    while (in.isReadable()) {
      if (in.readableBytes() < 8) {
        throw ErrorKind.BAD_INSTRUCTION_LENGTH.because("an instruction is cut short");
      }
      int type = in.getUnsignedShort(in.readerIndex());
      int length = in.getUnsignedShort(in.readerIndex() + 2);
      if (length < 8 || length % 8 != 0 || length > in.readableBytes()) {
        throw ErrorKind.BAD_INSTRUCTION_LENGTH.because("instruction " + type + ": " + length);
      }
      instructions.add(readInstruction(type, in.readSlice(length).skipBytes(4)));
    }
    return instructions;
  }

  private static Instruction readInstruction(int type, ByteBuf body) {
    boolean fixed = type == 1 || type == 2 || type == 5 || type == 6;
    if (fixed && body.readableBytes() != (type == 2 ? 20 : 4)) {
      throw ErrorKind.BAD_INSTRUCTION_LENGTH.because("instruction " + type);
    }
    return switch (type) {
      case 1 -> new Instruction.GotoTable(body.readUnsignedByte());
      case 2 -> {
        body.skipBytes(4);
        yield new Instruction.WriteMetadata(body.readLong(), body.readLong());
      }
      case 3 -> new Instruction.WriteActions(read(body.skipBytes(4)));
      case 4 -> new Instruction.ApplyActions(read(body.skipBytes(4)));
      case 5 -> new Instruction.ClearActions();
      case 6 -> new Instruction.Meter(body.readInt());
      default -> throw ErrorKind.UNKNOWN_INSTRUCTION.because("instruction " + type);
    };
  }

  public static void writeInstructions(ByteBuf out, List<Instruction> instructions) {
    for (Instruction instruction : instructions) {
      int start = out.writerIndex();
      if (instruction instanceof Instruction.GotoTable to) {
        out.writeShort(1).writeShort(0).writeByte(to.table()).writeZero(3);
      } else if (instruction instanceof Instruction.WriteMetadata write) {
        out.writeShort(2).writeShort(0).writeInt(0).writeLong(write.value());
        out.writeLong(write.mask());
      } else if (instruction instanceof Instruction.WriteActions write) {
        out.writeShort(3).writeShort(0).writeInt(0);
        write(out, write.actions());
      } else if (instruction instanceof Instruction.ApplyActions apply) {
        out.writeShort(4).writeShort(0).writeInt(0);
        write(out, apply.actions());
      } else if (instruction instanceof Instruction.ClearActions) {
        out.writeShort(5).writeShort(0).writeInt(0);
      } else if (instruction instanceof Instruction.Meter meter) {
        out.writeShort(6).writeShort(0).writeInt(meter.meter());
      }
      out.setShort(start + 2, out.writerIndex() - start);
    }
  }
}
