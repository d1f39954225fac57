package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vantage.testbed.emulation.datapath.Datapath;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Port;
import io.vantage.testbed.emulation.wire.FlowModReader;
import io.vantage.testbed.emulation.wire.GroupCodec;
import io.vantage.testbed.emulation.wire.MeterCodec;
import io.vantage.testbed.emulation.wire.Multipart;
import io.vantage.testbed.emulation.wire.OpenFlow;
import io.vantage.testbed.emulation.wire.PacketOutMessage;
import io.vantage.testbed.emulation.wire.Ports;
import java.util.Optional;

/** Answers the requests of controllers, in order, on the event loop of the switch. */
final class RequestHandler {
  private static final int CAPABILITIES_10 = 1 | 1 << 1 | 1 << 2 | 1 << 7;
  private static final int CAPABILITIES_13 = 1 | 1 << 1 | 1 << 2 | 1 << 3;
  private static final int ACTIONS_10 = 0xfff;
  private static final int MAX_CONFIG_FLAG = 3;

  private final EmulatedSwitch owner;
  private final Datapath datapath;
  private final Multipart multipart;

  RequestHandler(EmulatedSwitch owner, Datapath datapath) {
    this.owner = owner;
    this.datapath = datapath;
    this.multipart =
        new Multipart(
            datapath,
            new Multipart.Description(
                "Vantage",
                "Emulated switch",
                "testbed",
                Long.toString(owner.datapathId()),
                owner.name()));
  }

  /** Handles a message whose body begins at the reader index; refusals are thrown. */
  void handle(ControllerSession session, int type, int xid, ByteBuf in) {
    if (session.role() == ControllerRole.SLAVE && changesState(type)) {
      throw ErrorKind.IS_SLAVE.because("message type " + type);
    }
    switch (type) {
      case OpenFlow.ECHO_REQUEST -> reply(session, OpenFlow.ECHO_REPLY, xid, in);
      case OpenFlow.ECHO_REPLY, OpenFlow.ERROR -> {}
      case OpenFlow.EXPERIMENTER -> throw ErrorKind.BAD_EXPERIMENTER.because("none known");
      case OpenFlow.FEATURES_REQUEST -> features(session, xid);
      case OpenFlow.GET_CONFIG_REQUEST -> getConfig(session, xid);
      case OpenFlow.SET_CONFIG -> setConfig(session, in);
      case OpenFlow.PACKET_OUT -> packetOut(session, in);
      case OpenFlow.FLOW_MOD -> flowMod(session, in);
      case OpenFlow.PORT_MOD -> portMod(session, in);
      case OpenFlow.TABLE_MOD -> tableMod(in);
      case OpenFlow.MULTIPART_REQUEST ->
          multipart.answer(alloc(session), session.version(), xid, in).forEach(session::send);
      case OpenFlow.BARRIER_REQUEST -> reply(session, OpenFlow.BARRIER_REPLY, xid, in);
      default -> handle13(session, type, xid, in);
    }
  }

  private void handle13(ControllerSession session, int type, int xid, ByteBuf in) {
    if (session.version() == OpenFlow.V10) {
      throw ErrorKind.BAD_TYPE.because("message type " + type);
    }
    switch (type) {
      case OpenFlow.GROUP_MOD -> GroupCodec.apply(in, datapath);
      case OpenFlow.METER_MOD -> MeterCodec.apply(in, datapath);
      case OpenFlow.ROLE_REQUEST -> role(session, xid, in);
      case OpenFlow.SET_ASYNC -> session.async().read(in);
      case OpenFlow.GET_ASYNC_REQUEST -> {
        ByteBuf out = begin(session, OpenFlow.GET_ASYNC_REPLY, xid);
        session.async().write(out);
        session.send(OpenFlow.finish(out));
      }
      default -> throw ErrorKind.BAD_TYPE.because("message type " + type);
    }
  }

  private static boolean changesState(int type) {
    return switch (type) {
      case OpenFlow.PACKET_OUT,
          OpenFlow.FLOW_MOD,
          OpenFlow.GROUP_MOD,
          OpenFlow.PORT_MOD,
          OpenFlow.TABLE_MOD,
          OpenFlow.METER_MOD ->
          true;
      default -> false;
    };
  }

  private static ByteBufAllocator alloc(ControllerSession session) {
    return session.context().alloc();
  }

  private static ByteBuf begin(ControllerSession session, int type, int xid) {
    return OpenFlow.begin(alloc(session), session.version(), type, xid);
  }

  /** Echo and barrier: what came goes back. */
  private static void reply(ControllerSession session, int type, int xid, ByteBuf body) {
    session.send(OpenFlow.finish(begin(session, type, xid).writeBytes(body)));
  }

  private void features(ControllerSession session, int xid) {
    boolean v10 = session.version() == OpenFlow.V10;
    ByteBuf out = begin(session, OpenFlow.FEATURES_REPLY, xid);
    out.writeLong(owner.datapathId()).writeInt(datapath.limits().buffers());
    out.writeByte(v10 ? 1 : datapath.limits().tables()).writeZero(3);
    out.writeInt(v10 ? CAPABILITIES_10 : CAPABILITIES_13);
    out.writeInt(v10 ? ACTIONS_10 : 0);
    if (v10) {
      datapath.ports().forEach(p -> Ports.writeDescription(out, OpenFlow.V10, p));
    }
    session.send(OpenFlow.finish(out));
  }

  private static void getConfig(ControllerSession session, int xid) {
    ByteBuf out = begin(session, OpenFlow.GET_CONFIG_REPLY, xid);
    out.writeShort(session.configFlags()).writeShort(session.missSendLength());
    session.send(OpenFlow.finish(out));
  }

  private static void setConfig(ControllerSession session, ByteBuf in) {
    int flags = in.readUnsignedShort();
    int missSendLength = in.readUnsignedShort();
    if (flags > MAX_CONFIG_FLAG) {
      throw ErrorKind.BAD_CONFIG_FLAGS.because("flags " + flags);
    }
    if (session.role() != ControllerRole.SLAVE) {
      session.configure(flags, missSendLength);
    }
  }

  private void packetOut(ControllerSession session, ByteBuf in) {
    owner.counters().packetOut();
    PacketOutMessage message = PacketOutMessage.read(session.version(), in);
    if (message.buffered()) {
      datapath.packetOut(message.buffer(), message.actions());
    } else {
      datapath.packetOut(message.inPort(), message.actions(), message.frame());
    }
  }

  private void flowMod(ControllerSession session, ByteBuf in) {
    owner.counters().flowMod();
    FlowMod mod = FlowModReader.read(session.version(), in);
    Optional<ErrorKind> refusal = owner.refusalOf(mod);
    if (refusal.isPresent()) {
      throw refusal.get().because("told to refuse this flow-mod");
    }
    datapath.apply(mod);
    owner.watchTimeouts();
  }

  private void portMod(ControllerSession session, ByteBuf in) {
    boolean v10 = session.version() == OpenFlow.V10;
    if (in.readableBytes() < (v10 ? 24 : 32)) {
      throw ErrorKind.BAD_LENGTH.because("the port-mod is cut short");
    }
    int number = v10 ? OpenFlow.widePort(in.readUnsignedShort()) : in.readInt();
    in.skipBytes(v10 ? 0 : 4);
    long hardwareAddress = (long) in.readUnsignedShort() << 32 | in.readUnsignedInt();
    in.skipBytes(v10 ? 0 : 2);
    int config = in.readInt();
    int mask = in.readInt();
    Port port =
        datapath
            .port(number)
            .orElseThrow(() -> ErrorKind.BAD_PORT_IN_PORT_MOD.because("port " + number));
    if (port.hardwareAddress() != hardwareAddress) {
      throw ErrorKind.BAD_HARDWARE_ADDRESS.because(Long.toHexString(hardwareAddress));
    }
    datapath.configure(number, config, mask).ifPresent(owner::portChanged);
  }

  private void tableMod(ByteBuf in) {
    int table = in.readUnsignedByte();
    if (table != FlowMod.ALL_TABLES && table >= datapath.limits().tables()) {
      throw ErrorKind.BAD_TABLE_IN_REQUEST.because("table " + table);
    }
  }

  private void role(ControllerSession session, int xid, ByteBuf in) {
    if (in.readableBytes() < 16) {
      throw ErrorKind.BAD_LENGTH.because("the role request is cut short");
    }
    int role = in.readInt();
    in.skipBytes(4);
    owner.requestRole(session, role, in.readLong());
    ByteBuf out = begin(session, OpenFlow.ROLE_REPLY, xid);
    out.writeInt(session.role().wire()).writeZero(4).writeLong(owner.generationOrUnset());
    session.send(OpenFlow.finish(out));
  }
}
