package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vantage.model.DatapathId;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchChannel.RoleReply;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.util.List;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.ControllerRole;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.HelloElementType;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MeterBandType;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MeterFlags;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MeterId;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MeterModCommand;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.SwitchConfigFlag;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.GetFeaturesInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.GetFeaturesOutput;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.HelloInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.MeterModInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.PacketInMessage;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.PortStatusMessage;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.RoleRequestInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.RoleRequestOutput;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.SetConfigInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.hello.ElementsBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.meter.band.header.meter.band.MeterBandDropCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.meter.band.header.meter.band.meter.band.drop._case.MeterBandDropBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.meter.mod.BandsBuilder;
import org.opendaylight.yangtools.yang.common.Uint16;
import org.opendaylight.yangtools.yang.common.Uint32;
import org.opendaylight.yangtools.yang.common.Uint64;

/**
 * The messages of set-up and inspection, by OpenFlowJava. Stateless; safe for every thread. Reading
 * leaves the frame's indices alone; any {@link RuntimeException} from it means that the frame is
 * malformed, or not of the type the method names.
 */
public final class ColdCodec {
  private static final int WHOLE_PACKET = 0xffff;

  private ColdCodec() {}

  /**
   * OFPT_FEATURES_REPLY.
   *
   * @param auxiliary 0 for the main connection (OpenFlow 1.3)
   * @param ports those of OpenFlow 1.0, empty in 1.3
   */
  public record Features(DatapathId device, int tables, int auxiliary, List<Port> ports) {}

  /** OFPT_PORT_STATUS. */
  public record PortStatus(boolean removed, Port port) {}

  /** Loads OpenFlowJava, which takes about a second: too long for the first switch to wait. */
  public static void load() {
    ByteBuf scratch = Unpooled.buffer();
    writeFeaturesRequest(OpenFlowVersion.OF_1_0, 0, scratch);
    writeFeaturesRequest(OpenFlowVersion.OF_1_3, 0, scratch);
    writeDescriptionRequest(OpenFlowVersion.OF_1_3, 0, scratch);
    String emptyPort = "00".repeat(64);
    ByteBuf portStatus =
        Unpooled.wrappedBuffer(
            ByteBufUtil.decodeHexDump("040c005000000000" + "00".repeat(8) + emptyPort));
    portStatus(portStatus, new DatapathId(0));
  }

  /** Appends OFPT_HELLO of version 1.3 with a bitmap of 1.0 and 1.3. */
  public static void writeHello(int xid, ByteBuf out) {
    var bitmap =
        new ElementsBuilder()
            .setType(HelloElementType.VERSIONBITMAP)
            .setVersionBitmap(List.of(false, true, false, false, true))
            .build();
    Library.write(
        new HelloInputBuilder()
            .setVersion(Library.number(OpenFlowVersion.OF_1_3))
            .setXid(Uint32.fromIntBits(xid))
            .setElements(List.of(bitmap))
            .build(),
        out);
  }

  public static void writeFeaturesRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    Library.write(
        new GetFeaturesInputBuilder()
            .setVersion(Library.number(version))
            .setXid(Uint32.fromIntBits(xid))
            .build(),
        out);
  }

  /** Appends OFPT_SET_CONFIG: reassemble nothing, send whole packets to the controller. */
  public static void writeSetConfig(OpenFlowVersion version, int xid, ByteBuf out) {
    Library.write(
        new SetConfigInputBuilder()
            .setVersion(Library.number(version))
            .setXid(Uint32.fromIntBits(xid))
            .setFlags(SwitchConfigFlag.FRAGNORMAL)
            .setMissSendLen(Uint16.valueOf(WHOLE_PACKET))
            .build(),
        out);
  }

  /** Appends OFPT_ROLE_REQUEST (OpenFlow 1.3 only). */
  public static void writeRoleRequest(Role role, long generation, int xid, ByteBuf out) {
    Library.write(
        new RoleRequestInputBuilder()
            .setVersion(Library.number(OpenFlowVersion.OF_1_3))
            .setXid(Uint32.fromIntBits(xid))
            .setRole(
                switch (role) {
                  case NO_CHANGE -> ControllerRole.OFPCRROLENOCHANGE;
                  case EQUAL -> ControllerRole.OFPCRROLEEQUAL;
                  case MASTER -> ControllerRole.OFPCRROLEMASTER;
                  case SLAVE -> ControllerRole.OFPCRROLESLAVE;
                })
            .setGenerationId(Uint64.fromLongBits(generation))
            .build(),
        out);
  }

  static void writeMeterMod(SwitchMessage.MeterMod message, int xid, ByteBuf out) {
    Meter meter = message.meter();
    if (meter.rate() >>> 32 != 0 || meter.burst() >>> 32 != 0) {
      throw new UnsupportedOperationException(
          "OpenFlow has 32 bits for rate and burst of a meter, not enough for " + meter);
    }
    boolean kbps = meter.unit() == Meter.Unit.KBPS;
    var drop =
        new MeterBandDropBuilder()
            .setType(MeterBandType.OFPMBTDROP)
            .setRate(Uint32.valueOf(meter.rate()))
            .setBurstSize(Uint32.valueOf(meter.burst()))
            .build();
    var band =
        new BandsBuilder()
            .setMeterBand(new MeterBandDropCaseBuilder().setMeterBandDrop(drop).build())
            .build();
    Library.write(
        new MeterModInputBuilder()
            .setVersion(Library.number(OpenFlowVersion.OF_1_3))
            .setXid(Uint32.fromIntBits(xid))
            .setCommand(
                switch (message.command()) {
                  case ADD -> MeterModCommand.OFPMCADD;
                  case MODIFY -> MeterModCommand.OFPMCMODIFY;
                  case DELETE -> MeterModCommand.OFPMCDELETE;
                })
            .setFlags(meterFlags(meter.burst() != 0, kbps))
            .setMeterId(new MeterId(Uint32.fromIntBits(meter.id())))
            .setBands(message.command() == SwitchMessage.Command.DELETE ? List.of() : List.of(band))
            .build(),
        out);
  }

  /** The constructor takes its booleans in alphabetical order: burst, kbps, pktps, stats. */
  private static MeterFlags meterFlags(boolean burst, boolean kbps) {
    return new MeterFlags(burst, kbps, !kbps, true);
  }

  public static void writeDescriptionRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    Multiparts.writeDescriptionRequest(version, xid, out);
  }

  /** OpenFlow 1.3 only. */
  public static void writePortsRequest(int xid, ByteBuf out) {
    Multiparts.writePortsRequest(xid, out);
  }

  public static void writePortStatisticsRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    Multiparts.writePortStatisticsRequest(version, xid, out);
  }

  public static void writeTableStatisticsRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    Multiparts.writeTableStatisticsRequest(version, xid, out);
  }

  /** OpenFlow 1.3 only. */
  public static void writeGroupStatisticsRequest(int xid, ByteBuf out) {
    Multiparts.writeGroupStatisticsRequest(xid, out);
  }

  /** OpenFlow 1.3 only. */
  public static void writeMeterStatisticsRequest(int xid, ByteBuf out) {
    Multiparts.writeMeterStatisticsRequest(xid, out);
  }

  public static Features features(ByteBuf frame) {
    GetFeaturesOutput reply = Library.read(frame, GetFeaturesOutput.class);
    DatapathId device = new DatapathId(reply.getDatapathId().longValue());
    List<Port> ports =
        reply.getPhyPort() == null
            ? List.of()
            : Ports.ordinary(reply.getPhyPort(), device, OpenFlowVersion.OF_1_0);
    int auxiliary = reply.getAuxiliaryId() == null ? 0 : reply.getAuxiliaryId().intValue();
    return new Features(device, reply.getTables().intValue(), auxiliary, ports);
  }

  public static RoleReply roleReply(ByteBuf frame) {
    RoleRequestOutput reply = Library.read(frame, RoleRequestOutput.class);
    Role role =
        switch (reply.getRole()) {
          case OFPCRROLENOCHANGE -> Role.NO_CHANGE;
          case OFPCRROLEEQUAL -> Role.EQUAL;
          case OFPCRROLEMASTER -> Role.MASTER;
          case OFPCRROLESLAVE -> Role.SLAVE;
        };
    return new RoleReply(role, reply.getGenerationId().longValue());
  }

  public static PortStatus portStatus(ByteBuf frame, DatapathId device) {
    PortStatusMessage message = Library.read(frame, PortStatusMessage.class);
    Port port = Ports.of(message, device, Library.version(message.getVersion()));
    return switch (message.getReason()) {
      case OFPPRDELETE -> new PortStatus(true, port);
      case OFPPRADD, OFPPRMODIFY -> new PortStatus(false, port);
    };
  }

  /** Second attempt at a packet-in that {@link WireCodec} could not read. */
  public static PacketIn packetIn(ByteBuf frame, DatapathId device) {
    PacketInMessage message = Library.read(frame, PacketInMessage.class);
    boolean old = Library.version(message.getVersion()) == OpenFlowVersion.OF_1_0;
    byte[] data = message.getData();
    return new PacketIn(
        device,
        old
            ? PortNumbers10.fromWire(message.getInPort().intValue())
            : TolerantMatchDeserializer.inPort(message.getMatch()),
        message.getBufferId().intValue(),
        message.getReason().getIntValue(),
        old ? 0 : message.getTableId().getValue().intValue(),
        old ? -1 : message.getCookie().longValue(),
        data == null ? new byte[0] : data);
  }

  /** The only part of the reply to {@link #writeDescriptionRequest}. */
  public static List<SwitchDescription> description(ByteBuf frame) {
    return Multiparts.description(frame);
  }

  /** One part of the reply to {@link #writePortsRequest}; reserved ports are left out. */
  public static List<Port> ports(ByteBuf frame, DatapathId device) {
    return Multiparts.ports(frame, device);
  }

  public static List<SwitchStatistics.Port> portStatistics(ByteBuf frame) {
    return Multiparts.portStatistics(frame);
  }

  public static List<SwitchStatistics.Table> tableStatistics(ByteBuf frame) {
    return Multiparts.tableStatistics(frame);
  }

  public static List<SwitchStatistics.Group> groupStatistics(ByteBuf frame) {
    return Multiparts.groupStatistics(frame);
  }

  public static List<SwitchStatistics.Meter> meterStatistics(ByteBuf frame) {
    return Multiparts.meterStatistics(frame);
  }

  /** Whether more parts of a multipart reply follow. */
  public static boolean hasMore(ByteBuf frame) {
    return (frame.getUnsignedShort(frame.readerIndex() + 10) & 1) != 0;
  }
}
