package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.model.SwitchDescription;
import io.vantage.southbound.SwitchStatistics;
import java.util.List;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.GroupId;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MeterId;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MultipartRequestFlags;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.MultipartType;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.MultipartReplyMessage;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.MultipartRequestInputBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.MultipartReplyBody;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyDescCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyGroupCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyMeterCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyPortDescCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyPortStatsCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.MultipartReplyTableCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.multipart.reply.desc._case.MultipartReplyDesc;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.multipart.reply.group._case.multipart.reply.group.GroupStats;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.multipart.reply.meter._case.multipart.reply.meter.MeterStats;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.multipart.reply.meter._case.multipart.reply.meter.meter.stats.MeterBandStats;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.reply.multipart.reply.body.multipart.reply.port.stats._case.multipart.reply.port.stats.PortStats;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.MultipartRequestBody;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestDescCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestGroupCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestMeterCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestPortDescCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestPortStatsCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.MultipartRequestTableCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.multipart.request.group._case.MultipartRequestGroupBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.multipart.request.meter._case.MultipartRequestMeterBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.multipart.request.multipart.request.body.multipart.request.port.stats._case.MultipartRequestPortStatsBuilder;
import org.opendaylight.yangtools.yang.common.Uint32;

/** Multipart messages (OpenFlow 1.3, section A.3.5; 1.0, section 5.3.5), by OpenFlowJava. */
final class Multiparts {
  private static final Uint32 ALL_GROUPS = Uint32.fromIntBits(0xfffffffc);
  private static final Uint32 ALL_METERS = Uint32.fromIntBits(0xffffffff);

  private Multiparts() {}

  private static void write(
      OpenFlowVersion version,
      MultipartType type,
      MultipartRequestBody body,
      int xid,
      ByteBuf out) {
    Library.write(
        new MultipartRequestInputBuilder()
            .setVersion(Library.number(version))
            .setXid(Uint32.fromIntBits(xid))
            .setType(type)
            .setFlags(new MultipartRequestFlags(false))
            .setMultipartRequestBody(body)
            .build(),
        out);
  }

  static void writeDescriptionRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    var body = new MultipartRequestDescCaseBuilder().build();
    write(version, MultipartType.OFPMPDESC, body, xid, out);
  }

  static void writePortsRequest(int xid, ByteBuf out) {
    var body = new MultipartRequestPortDescCaseBuilder().build();
    write(OpenFlowVersion.OF_1_3, MultipartType.OFPMPPORTDESC, body, xid, out);
  }

  static void writePortStatisticsRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    var all =
        new MultipartRequestPortStatsBuilder()
            .setPortNo(Uint32.fromIntBits(PortNumbers.ANY))
            .build();
    var body = new MultipartRequestPortStatsCaseBuilder().setMultipartRequestPortStats(all).build();
    write(version, MultipartType.OFPMPPORTSTATS, body, xid, out);
  }

  static void writeTableStatisticsRequest(OpenFlowVersion version, int xid, ByteBuf out) {
    var body = new MultipartRequestTableCaseBuilder().build();
    write(version, MultipartType.OFPMPTABLE, body, xid, out);
  }

  static void writeGroupStatisticsRequest(int xid, ByteBuf out) {
    var all = new MultipartRequestGroupBuilder().setGroupId(new GroupId(ALL_GROUPS)).build();
    var body = new MultipartRequestGroupCaseBuilder().setMultipartRequestGroup(all).build();
    write(OpenFlowVersion.OF_1_3, MultipartType.OFPMPGROUP, body, xid, out);
  }

  static void writeMeterStatisticsRequest(int xid, ByteBuf out) {
    var all = new MultipartRequestMeterBuilder().setMeterId(new MeterId(ALL_METERS)).build();
    var body = new MultipartRequestMeterCaseBuilder().setMultipartRequestMeter(all).build();
    write(OpenFlowVersion.OF_1_3, MultipartType.OFPMPMETER, body, xid, out);
  }

  private static <T extends MultipartReplyBody> T body(ByteBuf frame, Class<T> type) {
    return type.cast(Library.read(frame, MultipartReplyMessage.class).getMultipartReplyBody());
  }

  static List<SwitchDescription> description(ByteBuf frame) {
    MultipartReplyDesc desc = body(frame, MultipartReplyDescCase.class).getMultipartReplyDesc();
    return List.of(
        new SwitchDescription(
            desc.getMfrDesc(),
            desc.getHwDesc(),
            desc.getSwDesc(),
            desc.getSerialNum(),
            desc.getDpDesc()));
  }

  static List<Port> ports(ByteBuf frame, DatapathId device) {
    var reply = body(frame, MultipartReplyPortDescCase.class).getMultipartReplyPortDesc();
    return Ports.ordinary(reply.nonnullPorts(), device, OpenFlowVersion.OF_1_3);
  }

  static List<SwitchStatistics.Port> portStatistics(ByteBuf frame) {
    boolean old = MessageType.version(frame) == OpenFlowVersion.OF_1_0.wire();
    var reply = body(frame, MultipartReplyPortStatsCase.class).getMultipartReplyPortStats();
    return reply.nonnullPortStats().stream()
        .map(port -> portStatistics(port, old))
        .filter(port -> PortNumbers.isOrdinary(port.number()))
        .toList();
  }

  private static SwitchStatistics.Port portStatistics(PortStats port, boolean old) {
    int number = port.getPortNo().intValue();
    return new SwitchStatistics.Port(
        old ? PortNumbers10.fromWire(number) : number,
        port.getRxPackets().longValue(),
        port.getTxPackets().longValue(),
        port.getRxBytes().longValue(),
        port.getTxBytes().longValue(),
        port.getRxDropped().longValue(),
        port.getTxDropped().longValue(),
        port.getRxErrors().longValue(),
        port.getTxErrors().longValue());
  }

  static List<SwitchStatistics.Table> tableStatistics(ByteBuf frame) {
    return body(frame, MultipartReplyTableCase.class)
        .getMultipartReplyTable()
        .nonnullTableStats()
        .stream()
        .map(
            table ->
                new SwitchStatistics.Table(
                    table.getTableId().intValue(),
                    table.getActiveCount().longValue(),
                    table.getLookupCount().longValue(),
                    table.getMatchedCount().longValue()))
        .toList();
  }

  static List<SwitchStatistics.Group> groupStatistics(ByteBuf frame) {
    return body(frame, MultipartReplyGroupCase.class)
        .getMultipartReplyGroup()
        .nonnullGroupStats()
        .stream()
        .map(Multiparts::groupStatistics)
        .toList();
  }

  private static SwitchStatistics.Group groupStatistics(GroupStats group) {
    return new SwitchStatistics.Group(
        group.getGroupId().getValue().intValue(),
        group.getPacketCount().longValue(),
        group.getByteCount().longValue(),
        group.nonnullBucketStats().stream()
            .map(bucket -> bucket.getPacketCount().longValue())
            .toList());
  }

  static List<SwitchStatistics.Meter> meterStatistics(ByteBuf frame) {
    return body(frame, MultipartReplyMeterCase.class)
        .getMultipartReplyMeter()
        .nonnullMeterStats()
        .stream()
        .map(Multiparts::meterStatistics)
        .toList();
  }

  private static SwitchStatistics.Meter meterStatistics(MeterStats meter) {
    long dropped = 0;
    for (MeterBandStats band : meter.nonnullMeterBandStats()) {
      dropped += band.getPacketBandCount().longValue();
    }
    return new SwitchStatistics.Meter(
        meter.getMeterId().getValue().intValue(),
        meter.getPacketInCount().longValue(),
        meter.getByteInCount().longValue(),
        dropped);
  }
}
