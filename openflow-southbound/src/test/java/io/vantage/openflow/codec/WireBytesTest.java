package io.vantage.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages byte by byte, worked out by hand from the specifications. */
class WireBytesTest {
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final WireCodec CODEC_13 = WireCodec.of(OpenFlowVersion.OF_1_3);
  private static final WireCodec CODEC_10 = WireCodec.of(OpenFlowVersion.OF_1_0);

  private static final FlowRule RULE =
      FlowRule.on(DEVICE)
          .priority(100)
          .match(new MatchField.InPort(1), new MatchField.EthDst(new MacAddress(0x0200_0000_0005L)))
          .output(2)
          .cookie(0x5641_0000_0000_abcdL)
          .idleTimeoutSeconds(10)
          .hardTimeoutSeconds(20)
          .build();

  @Test
  void shouldWriteAFlowModOfVersion13() {
    assertThat(write(out -> CODEC_13.write(new FlowMod(FlowMod.Command.ADD, RULE, true), 7, out)))
        .isEqualTo(
            hex(
                "04 0e 0060 00000007 564100000000abcd 0000000000000000 00 00 000a 0014 0064 ffffffff"
                    + "ffffffff ffffffff 0001 0000"
                    + "0001 0016 80000004 00000001 80000606 020000000005 0000"
                    + "0004 0018 00000000 0000 0010 00000002 ffff 000000000000"));
  }

  @Test
  void shouldWriteAStrictDeletionWithoutInstructions() {
    assertThat(
            write(out -> CODEC_13.write(new FlowMod(FlowMod.Command.DELETE, RULE, false), 7, out)))
        .isEqualTo(
            hex(
                "04 0e 0048 00000007 564100000000abcd 0000000000000000 00 04 000a 0014 0064 ffffffff"
                    + "ffffffff ffffffff 0000 0000"
                    + "0001 0016 80000004 00000001 80000606 020000000005 0000"));
  }

  @Test
  void shouldWriteAFlowModOfVersion10() {
    assertThat(write(out -> CODEC_10.write(new FlowMod(FlowMod.Command.ADD, RULE, true), 7, out)))
        .isEqualTo(
            hex(
                "01 0e 0050 00000007 003820f6 0001 000000000000 020000000005 0000 00 00 0000 00 00 0000"
                    + "00000000 00000000 0000 0000"
                    + "564100000000abcd 0000 000a 0014 0064 ffffffff ffff 0001 0000 0008 0002 ffff"));
  }

  @Test
  void shouldClearAllTables() {
    assertThat(write(out -> CODEC_13.write(new SwitchMessage.ClearFlows(), 7, out)))
        .isEqualTo(
            hex(
                "04 0e 0038 00000007 0000000000000000 0000000000000000 ff 03 0000 0000 0000 ffffffff"
                    + "ffffffff ffffffff 0000 0000 0001 0004 00000000"));
    assertThat(write(out -> CODEC_10.write(new SwitchMessage.ClearFlows(), 7, out)))
        .isEqualTo(
            hex(
                "01 0e 0048 00000007 003820ff"
                    + "00".repeat(36)
                    + "0000000000000000 0003 0000 0000 0000 ffffffff ffff 0000"));
  }

  @Test
  void shouldClearByCookie() {
    SwitchMessage clear = new SwitchMessage.ClearCookies(0x5645_0000_0000_0000L, 0xffffL << 48);
    assertThat(write(out -> CODEC_13.write(clear, 7, out)))
        .isEqualTo(
            hex(
                "04 0e 0038 00000007 5645000000000000 ffff000000000000 ff 03 0000 0000 0000 ffffffff"
                    + "ffffffff ffffffff 0000 0000 0001 0004 00000000"));
  }

  @Test
  void shouldTranslateReservedPortsForVersion10() {
    SwitchMessage flood =
        new SwitchMessage.PacketOut(
            PacketIn.NO_BUFFER,
            PortNumbers.CONTROLLER,
            List.of(new Action.Output(PortNumbers.FLOOD)),
            new byte[] {1, 2});
    assertThat(write(out -> CODEC_10.write(flood, 7, out)))
        .isEqualTo(hex("01 0d 001a 00000007 ffffffff fffd 0008 0000 0008 fffb ffff 0102"));
    assertThat(write(out -> CODEC_13.write(flood, 7, out)))
        .isEqualTo(
            hex(
                "04 0d 002a 00000007 ffffffff fffffffd 0010 000000000000"
                    + "0000 0010 fffffffb ffff 000000000000 0102"));
  }

  @ParameterizedTest
  @CsvSource({
    "KBPS, 0, 0009",
    "PACKETS_PER_SECOND, 0, 000a",
    "KBPS, 5, 000d",
    "PACKETS_PER_SECOND, 5, 000e"
  })
  void shouldSetTheRightFlagsOfAMeter(Meter.Unit unit, long burst, String flags) {
    Meter meter = new Meter(DEVICE, 3, unit, 1000, burst, "");
    SwitchMessage add = new SwitchMessage.MeterMod(SwitchMessage.Command.ADD, meter);
    assertThat(write(out -> CODEC_13.write(add, 7, out)))
        .isEqualTo(
            hex(
                "04 1d 0020 00000007 0000"
                    + flags
                    + "00000003 0001 0010 000003e8 %08x 00000000".formatted(burst)));
  }

  @Test
  void shouldRefuseAMeterRateOfMoreThan32Bits() {
    Meter meter = new Meter(DEVICE, 3, Meter.Unit.KBPS, 1L << 32, 0, "");
    SwitchMessage add = new SwitchMessage.MeterMod(SwitchMessage.Command.ADD, meter);
    assertThatThrownBy(() -> CODEC_13.write(add, 1, Unpooled.buffer()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldWriteAGroup() {
    Group group =
        new Group(
            DEVICE,
            9,
            Group.Type.SELECT,
            List.of(new Group.Bucket(3, PortNumbers.ANY, List.of(new Action.Output(1)))),
            "");
    SwitchMessage modify = new SwitchMessage.GroupMod(SwitchMessage.Command.MODIFY, group);
    assertThat(write(out -> CODEC_13.write(modify, 7, out)))
        .isEqualTo(
            hex(
                "04 0f 0030 00000007 0001 01 00 00000009 0020 0003 ffffffff ffffffff 00000000"
                    + "0000 0010 00000001 ffff 000000000000"));
    SwitchMessage delete = new SwitchMessage.GroupMod(SwitchMessage.Command.DELETE, group);
    assertThat(write(out -> CODEC_13.write(delete, 7, out)))
        .isEqualTo(hex("04 0f 0010 00000007 0002 01 00 00000009"));
  }

  @Test
  void shouldWriteSetUpAndRequests() {
    assertThat(write(out -> ColdCodec.writeHello(1, out)))
        .isEqualTo(hex("04 00 0010 00000001 0001 0008 00000012"));
    assertThat(write(out -> ColdCodec.writeSetConfig(OpenFlowVersion.OF_1_0, 1, out)))
        .isEqualTo(hex("01 09 000c 00000001 0000 ffff"));
    assertThat(write(out -> ColdCodec.writeSetConfig(OpenFlowVersion.OF_1_3, 1, out)))
        .isEqualTo(hex("04 09 000c 00000001 0000 ffff"));
    assertThat(write(out -> ColdCodec.writeRoleRequest(Role.MASTER, -2, 1, out)))
        .isEqualTo(hex("04 18 0018 00000001 00000002 00000000 fffffffffffffffe"));
    assertThat(write(out -> ColdCodec.writeGroupStatisticsRequest(1, out)))
        .isEqualTo(hex("04 12 0018 00000001 0006 0000 00000000 fffffffc 00000000"));
    assertThat(write(out -> ColdCodec.writeMeterStatisticsRequest(1, out)))
        .isEqualTo(hex("04 12 0018 00000001 0009 0000 00000000 ffffffff 00000000"));
    assertThat(write(out -> ColdCodec.writePortStatisticsRequest(OpenFlowVersion.OF_1_0, 1, out)))
        .isEqualTo(hex("01 10 0014 00000001 0004 0000 ffff 000000000000"));
    assertThat(write(out -> CODEC_10.writeBarrier(1, out))).isEqualTo(hex("01 12 0008 00000001"));
    assertThat(write(out -> CODEC_13.writeBarrier(1, out))).isEqualTo(hex("04 14 0008 00000001"));
  }

  @ParameterizedTest
  @CsvSource({
    "OF_1_3, 5, 1, OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL",
    "OF_1_3, 11, 0, OFPET_ROLE_REQUEST_FAILED/OFPRRFC_STALE",
    "OF_1_3, 1, 10, OFPET_BAD_REQUEST/OFPBRC_IS_SLAVE",
    "OF_1_3, 12, 11, OFPET_METER_MOD_FAILED/OFPMMFC_OUT_OF_BANDS",
    "OF_1_0, 3, 0, OFPET_FLOW_MOD_FAILED/OFPFMFC_ALL_TABLES_FULL",
    "OF_1_0, 1, 99, OFPET_BAD_REQUEST/99",
    "OF_1_3, 77, 3, error type 77/3",
    "OF_1_3, 65535, 3, OFPET_EXPERIMENTER/3"
  })
  void shouldNameErrorsAsTheSpecificationsDo(
      OpenFlowVersion version, int type, int code, String text) {
    ByteBuf frame = FlowRoundTripTest.frame("04 01 000c 00000001 %04x %04x".formatted(type, code));
    assertThat(Errors.read(frame, version).text()).isEqualTo(text);
  }

  private static String write(Consumer<ByteBuf> writer) {
    // Behind other bytes: messages share a buffer in batches.
    ByteBuf out = Unpooled.buffer().writeMedium(0xffffff);
    writer.accept(out);
    return ByteBufUtil.hexDump(out.skipBytes(3));
  }

  private static String hex(String text) {
    return text.replace(" ", "");
  }
}
