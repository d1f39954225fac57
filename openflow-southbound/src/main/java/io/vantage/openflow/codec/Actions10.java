package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.Action;
import io.vantage.model.MacAddress;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Actions of OpenFlow 1.0 (section 5.2.4). */
final class Actions10 {
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
  private static final int UDP = 17;

  private Actions10() {}

  /**
   * @throws UnsupportedOperationException if OpenFlow 1.0 has no such action
   */
  static void write(List<Action> actions, ByteBuf out) {
    for (int i = 0; i < actions.size(); i++) {
      write(actions.get(i), out);
    }
  }

  private static void write(Action action, ByteBuf out) {
    if (action instanceof Action.Output a) {
      out.writeShort(OUTPUT).writeShort(8);
      out.writeShort(PortNumbers10.toWire(a.port())).writeShort(a.maxLength());
    } else if (action instanceof Action.SetField a) {
      Actions13.checkSettable(a.field());
      if (!writeSetField(a.field(), out)) {
        throw new UnsupportedOperationException("OpenFlow 1.0 cannot set " + a.field());
      }
    } else if (action instanceof Action.PopVlan) {
      out.writeShort(STRIP_VLAN).writeShort(8).writeInt(0);
    } else {
      throw new UnsupportedOperationException("OpenFlow 1.0 has no action " + action);
    }
  }

  private static boolean writeSetField(MatchField field, ByteBuf out) {
    if (field instanceof MatchField.EthSrc f) {
      writeMac(SET_DL_SRC, f.address(), out);
    } else if (field instanceof MatchField.EthDst f) {
      writeMac(SET_DL_DST, f.address(), out);
    } else if (field instanceof MatchField.VlanId f) {
      writeWord(SET_VLAN_VID, Frames.fit(f.id(), 0xfff) << 16, out);
    } else if (field instanceof MatchField.VlanPriority f) {
      writeWord(SET_VLAN_PCP, Frames.fit(f.priority(), 7) << 24, out);
    } else if (field instanceof MatchField.IpSrc f && f.prefix().isV4()) {
      writeWord(SET_NW_SRC, Prefixes.v4(f.prefix()), out);
    } else if (field instanceof MatchField.IpDst f && f.prefix().isV4()) {
      writeWord(SET_NW_DST, Prefixes.v4(f.prefix()), out);
    } else if (field instanceof MatchField.IpDscp f) {
      writeWord(SET_NW_TOS, Frames.fit(f.dscp(), 63) << 26, out);
    } else if (field instanceof MatchField.TcpSrc f) {
      writeWord(SET_TP_SRC, Frames.fit(f.port(), 0xffff) << 16, out);
    } else if (field instanceof MatchField.UdpSrc f) {
      writeWord(SET_TP_SRC, Frames.fit(f.port(), 0xffff) << 16, out);
    } else if (field instanceof MatchField.TcpDst f) {
      writeWord(SET_TP_DST, Frames.fit(f.port(), 0xffff) << 16, out);
    } else if (field instanceof MatchField.UdpDst f) {
      writeWord(SET_TP_DST, Frames.fit(f.port(), 0xffff) << 16, out);
    } else {
      return false;
    }
    return true;
  }

  private static void writeMac(int type, MacAddress address, ByteBuf out) {
    out.writeShort(type).writeShort(16);
    Oxm.writeMac(address.value(), out);
    out.writeZero(6);
  }

  private static void writeWord(int type, int value, ByteBuf out) {
    out.writeShort(type).writeShort(8).writeInt(value);
  }

  /**
   * Reads actions up to the end of {@code in}; empty if one is beyond {@link Action}.
   *
   * @param match tells whether transport ports are TCP's or UDP's
   */
  static Optional<List<Action>> read(ByteBuf in, Match match) {
    boolean udp =
        match.get(MatchField.IpProtocol.class).filter(p -> p.protocol() == UDP).isPresent();
    List<Action> actions = new ArrayList<>(2);
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (length < 8) {
        throw new MalformedMessageException("action " + type + " of " + length + " bytes");
      }
      Optional<Action> action = read(type, in.readSlice(length - 4), udp);
      if (action.isEmpty()) {
        return Optional.empty();
      }
      actions.add(action.get());
    }
    return Optional.of(actions);
  }

  private static Optional<Action> read(int type, ByteBuf in, boolean udp) {
    return switch (type) {
      case OUTPUT ->
          Optional.of(
              Actions13.output(
                  PortNumbers10.fromWire(in.readUnsignedShort()), in.readUnsignedShort()));
      case STRIP_VLAN -> Optional.of(new Action.PopVlan());
      default -> setField(type, in, udp).map(Action.SetField::new);
    };
  }

  private static Optional<MatchField> setField(int type, ByteBuf in, boolean udp) {
    return Optional.ofNullable(
        switch (type) {
          case SET_VLAN_VID -> new MatchField.VlanId(in.readUnsignedShort());
          case SET_VLAN_PCP -> new MatchField.VlanPriority(in.readUnsignedByte());
          case SET_DL_SRC -> new MatchField.EthSrc(new MacAddress(OxmReader.readMac(in)));
          case SET_DL_DST -> new MatchField.EthDst(new MacAddress(OxmReader.readMac(in)));
          case SET_NW_SRC -> new MatchField.IpSrc(Prefixes.ofV4(in.readInt(), 32));
          case SET_NW_DST -> new MatchField.IpDst(Prefixes.ofV4(in.readInt(), 32));
          case SET_NW_TOS -> new MatchField.IpDscp(in.readUnsignedByte() >> 2);
          case SET_TP_SRC -> {
            int port = in.readUnsignedShort();
            yield udp ? new MatchField.UdpSrc(port) : new MatchField.TcpSrc(port);
          }
          case SET_TP_DST -> {
            int port = in.readUnsignedShort();
            yield udp ? new MatchField.UdpDst(port) : new MatchField.TcpDst(port);
          }
          default -> null;
        });
  }
}
