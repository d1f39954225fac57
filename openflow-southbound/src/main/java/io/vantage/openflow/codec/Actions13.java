package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.Action;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.PortNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Actions of OpenFlow 1.3 (section A.2.5). */
final class Actions13 {
  private static final int OUTPUT = 0;
  private static final int PUSH_VLAN = 17;
  private static final int POP_VLAN = 18;
  private static final int SET_QUEUE = 21;
  private static final int GROUP = 22;
  private static final int DEC_NW_TTL = 24;
  private static final int SET_FIELD = 25;

  private Actions13() {}

  static void write(List<Action> actions, ByteBuf out) {
    for (int i = 0; i < actions.size(); i++) {
      write(actions.get(i), out);
    }
  }

  private static void write(Action action, ByteBuf out) {
    if (action instanceof Action.Output a) {
      out.writeShort(OUTPUT).writeShort(16).writeInt(a.port());
      out.writeShort(a.maxLength()).writeShort(0).writeInt(0);
    } else if (action instanceof Action.SetField a) {
      writeSetField(a.field(), out);
    } else if (action instanceof Action.ToGroup a) {
      out.writeShort(GROUP).writeShort(8).writeInt(a.group());
    } else if (action instanceof Action.PushVlan a) {
      out.writeShort(PUSH_VLAN).writeShort(8).writeShort(a.etherType()).writeShort(0);
    } else if (action instanceof Action.PopVlan) {
      out.writeShort(POP_VLAN).writeShort(8).writeInt(0);
    } else if (action instanceof Action.SetQueue a) {
      out.writeShort(SET_QUEUE).writeShort(8).writeInt(a.queue());
    } else if (action instanceof Action.DecrementTtl) {
      out.writeShort(DEC_NW_TTL).writeShort(8).writeInt(0);
    } else {
      throw new IllegalStateException("no OpenFlow 1.3 action for " + action);
    }
  }

  private static void writeSetField(MatchField field, ByteBuf out) {
    checkSettable(field);
    int start = out.writerIndex();
    out.writeShort(SET_FIELD).writeShort(0);
    Oxm.write(field, out);
    out.writeZero(-(out.writerIndex() - start) & 7);
    out.setShort(start + 2, out.writerIndex() - start);
  }

  /**
   * @throws UnsupportedOperationException if a packet cannot be given this field's value
   */
  static void checkSettable(MatchField field) {
    boolean settable = true;
    if (field instanceof MatchField.EthDst f) {
      settable = f.mask().equals(MacAddress.BROADCAST);
    } else if (field instanceof MatchField.EthSrc f) {
      settable = f.mask().equals(MacAddress.BROADCAST);
    } else if (field instanceof MatchField.IpSrc f) {
      settable = f.prefix().isHost();
    } else if (field instanceof MatchField.IpDst f) {
      settable = f.prefix().isHost();
    } else if (field instanceof MatchField.ArpSenderIp f) {
      settable = f.prefix().isHost();
    } else if (field instanceof MatchField.ArpTargetIp f) {
      settable = f.prefix().isHost();
    } else if (field instanceof MatchField.VlanId f) {
      settable = f.id() >= 0;
    } else if (field instanceof MatchField.InPort || field instanceof MatchField.Metadata) {
      settable = false;
    }
    if (!settable) {
      throw new UnsupportedOperationException("a set-field action cannot set " + field);
    }
  }

  /** Reads actions up to the end of {@code in}; empty if one is beyond {@link Action}. */
  static Optional<List<Action>> read(ByteBuf in) {
    List<Action> actions = new ArrayList<>(2);
    while (in.isReadable()) {
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (length < 8) {
        throw new MalformedMessageException("action " + type + " of " + length + " bytes");
      }
      Optional<Action> action = read(type, in.readSlice(length - 4));
      if (action.isEmpty()) {
        return Optional.empty();
      }
      actions.add(action.get());
    }
    return Optional.of(actions);
  }

  private static Optional<Action> read(int type, ByteBuf body) {
    return switch (type) {
      case OUTPUT -> Optional.of(output(body.readInt(), body.readUnsignedShort()));
      case SET_FIELD -> OxmReader.field(body).map(Action.SetField::new);
      case GROUP -> Optional.of(new Action.ToGroup(body.readInt()));
      case PUSH_VLAN -> Optional.of(new Action.PushVlan(body.readUnsignedShort()));
      case POP_VLAN -> Optional.of(new Action.PopVlan());
      case SET_QUEUE -> Optional.of(new Action.SetQueue(body.readInt()));
      case DEC_NW_TTL -> Optional.of(new Action.DecrementTtl());
      default -> Optional.empty();
    };
  }

  /** The length limit means something at the controller port only; elsewhere it is dropped. */
  static Action.Output output(int port, int maxLength) {
    return port == PortNumbers.CONTROLLER
        ? new Action.Output(port, maxLength)
        : new Action.Output(port);
  }
}
