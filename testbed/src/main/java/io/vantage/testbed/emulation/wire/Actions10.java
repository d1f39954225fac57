package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.Action;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Field;
import java.util.ArrayList;
import java.util.List;

/** Actions of OpenFlow 1.0 (section 5.2.4). */
public final class Actions10 {
  private static final int OUTPUT = 0;
  private static final int SET_VLAN_VID = 1;
  private static final int SET_VLAN_PCP = 2;
  private static final int STRIP_VLAN = 3;
  private static final int SET_DL_SRC = 4;
  private static final int SET_DL_DST = 5;
  private static final int SET_NW_SRC = 6;
  private static final int SET_NW_DST = 7;
  private static final int SET_NW_TOS = 8;
  private static final int SET_TP_SRC = 9;
  private static final int SET_TP_DST = 10;
  private static final int ENQUEUE = 11;
  private static final int VENDOR = 0xffff;

  private Actions10() {}

  /** Reads all actions of a slice. */
  public static List<Action> read(ByteBuf in) {
    List<Action> actions = new ArrayList<>();
    while (in.isReadable()) {
      if (in.readableBytes() < 8) {
        throw ErrorKind.BAD_ACTION_LENGTH.because("an action is cut short");
      }
      int type = in.getUnsignedShort(in.readerIndex());
      int length = in.getUnsignedShort(in.readerIndex() + 2);
      boolean wide = type == SET_DL_SRC || type == SET_DL_DST || type == ENQUEUE;
      boolean badLength =
          type == VENDOR ? length < 8 || length % 8 != 0 : length != (wide ? 16 : 8);
      if (type > ENQUEUE && type != VENDOR) {
        throw ErrorKind.BAD_ACTION_TYPE.because("action " + type);
      }
      if (badLength || length > in.readableBytes()) {
        throw ErrorKind.BAD_ACTION_LENGTH.because("action " + type + " with length " + length);
      }
      actions.add(read(type, in.readSlice(length).skipBytes(4)));
    }
    return actions;
  }

  private static Action read(int type, ByteBuf body) {
    return switch (type) {
      case OUTPUT -> new Action.Output(port(body), body.readUnsignedShort());
      case SET_VLAN_VID -> new Action.SetVlanId(body.readUnsignedShort() & 0xfff);
      case SET_VLAN_PCP -> new Action.SetVlanPriority(body.readUnsignedByte() & 7);
      case STRIP_VLAN -> new Action.PopVlan();
      case SET_DL_SRC -> set(Field.ETH_SRC, OpenFlow.readMac(body));
      case SET_DL_DST -> set(Field.ETH_DST, OpenFlow.readMac(body));
      case SET_NW_SRC -> set(Field.IPV4_SRC, body.readUnsignedInt());
      case SET_NW_DST -> set(Field.IPV4_DST, body.readUnsignedInt());
      case SET_NW_TOS -> set(Field.IP_DSCP, body.readUnsignedByte() >>> 2);
      case SET_TP_SRC -> new Action.SetTransportPort(true, body.readUnsignedShort());
      case SET_TP_DST -> new Action.SetTransportPort(false, body.readUnsignedShort());
      case ENQUEUE -> new Action.Output(port(body), 0);
      case VENDOR -> throw ErrorKind.BAD_ACTION_EXPERIMENTER.because("no vendor actions");
      default -> throw ErrorKind.BAD_ACTION_TYPE.because("action " + type);
    };
  }

  private static int port(ByteBuf body) {
    return OpenFlow.widePort(body.readUnsignedShort());
  }

  private static Action set(Field field, long value) {
    return new Action.SetField(field, 0, value);
  }

  /** Writes actions; those that 1.0 does not have are left out. */
  public static void write(ByteBuf out, List<Action> actions) {
    actions.forEach(action -> write(out, action));
  }

  private static void write(ByteBuf out, Action action) {
    if (action instanceof Action.Output output) {
      out.writeShort(OUTPUT).writeShort(8);
      out.writeShort(output.port()).writeShort(output.maxLength());
    } else if (action instanceof Action.SetVlanId set) {
      out.writeShort(SET_VLAN_VID).writeShort(8).writeShort(set.vlan()).writeShort(0);
    } else if (action instanceof Action.SetVlanPriority set) {
      out.writeShort(SET_VLAN_PCP).writeShort(8).writeByte(set.priority()).writeZero(3);
    } else if (action instanceof Action.PopVlan) {
      out.writeShort(STRIP_VLAN).writeShort(8).writeInt(0);
    } else if (action instanceof Action.SetTransportPort set) {
      int type = set.source() ? SET_TP_SRC : SET_TP_DST;
      out.writeShort(type).writeShort(8).writeShort(set.port()).writeShort(0);
    } else if (action instanceof Action.SetField set) {
      writeSetField(out, set);
    }
  }

  private static void writeSetField(ByteBuf out, Action.SetField set) {
    int value = (int) set.low();
    switch (set.field()) {
      case ETH_SRC, ETH_DST -> {
        out.writeShort(set.field() == Field.ETH_SRC ? SET_DL_SRC : SET_DL_DST).writeShort(16);
        OpenFlow.writeMac(out, set.low());
        out.writeZero(6);
      }
      case IPV4_SRC -> out.writeShort(SET_NW_SRC).writeShort(8).writeInt(value);
      case IPV4_DST -> out.writeShort(SET_NW_DST).writeShort(8).writeInt(value);
      case IP_DSCP -> out.writeShort(SET_NW_TOS).writeShort(8).writeByte(value << 2).writeZero(3);
      case VLAN_VID ->
          out.writeShort(SET_VLAN_VID).writeShort(8).writeShort(value & 0xfff).writeShort(0);
      case VLAN_PCP -> out.writeShort(SET_VLAN_PCP).writeShort(8).writeByte(value).writeZero(3);
      case TCP_SRC, UDP_SRC ->
          out.writeShort(SET_TP_SRC).writeShort(8).writeShort(value).writeShort(0);
      case TCP_DST, UDP_DST ->
          out.writeShort(SET_TP_DST).writeShort(8).writeShort(value).writeShort(0);
      default -> {}
    }
  }
}
