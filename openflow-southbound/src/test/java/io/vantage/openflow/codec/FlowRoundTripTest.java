package io.vantage.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.IpPrefix;
import io.vantage.model.MacAddress;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PortNumbers;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchStatistics;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowRoundTripTest {
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final WireCodec CODEC_13 = WireCodec.of(OpenFlowVersion.OF_1_3);
  private static final WireCodec CODEC_10 = WireCodec.of(OpenFlowVersion.OF_1_0);

  static List<FlowRule> rulesOfVersion13() {
    return SampleRules.ofVersion13(DEVICE);
  }

  static List<FlowRule> rulesOfVersion10() {
    return SampleRules.ofVersion10(DEVICE);
  }

  @ParameterizedTest
  @MethodSource("rulesOfVersion13")
  void shouldReadBackInStatisticsWhatWasSentInVersion13(FlowRule rule) {
    ByteBuf sent = flowMod(CODEC_13, rule);
    ByteBuf entry = Unpooled.buffer();
    entry.writeByte(sent.getByte(24)).writeByte(0).writeInt(3).writeInt(500_000_000);
    entry.writeShort(sent.getShort(30)).writeInt(sent.getInt(26)).writeShort(0).writeInt(0);
    entry
        .writeLong(sent.getLong(8))
        .writeLong(11)
        .writeLong(22)
        .writeBytes(sent, 48, sent.readableBytes() - 48);
    ByteBuf reply =
        Unpooled.buffer().writeInt(0x04130000).writeInt(1).writeInt(0x00010000).writeInt(0);
    reply.writeShort(entry.readableBytes() + 2).writeBytes(entry);
    assertThat(CODEC_13.flowStatistics(reply, DEVICE))
        .containsExactly(new SwitchStatistics.Flow(CanonicalRule.of(rule), 11, 22, 3_500));
  }

  @ParameterizedTest
  @MethodSource("rulesOfVersion10")
  void shouldReadBackInStatisticsWhatWasSentInVersion10(FlowRule rule) {
    ByteBuf sent = flowMod(CODEC_10, rule);
    ByteBuf entry = Unpooled.buffer();
    entry.writeByte(0).writeByte(0).writeBytes(sent, 8, 40).writeInt(3).writeInt(500_000_000);
    entry.writeShort(sent.getShort(62)).writeInt(sent.getInt(58)).writeZero(6);
    entry
        .writeLong(sent.getLong(48))
        .writeLong(11)
        .writeLong(22)
        .writeBytes(sent, 72, sent.readableBytes() - 72);
    ByteBuf reply = Unpooled.buffer().writeInt(0x01110000).writeInt(1).writeInt(0x00010000);
    reply.writeShort(entry.readableBytes() + 2).writeBytes(entry);
    assertThat(CODEC_10.flowStatistics(reply, DEVICE))
        .containsExactly(new SwitchStatistics.Flow(CanonicalRule.of(rule), 11, 22, 3_500));
  }

  @Test
  void shouldHaveSamplesOfEveryFieldAndAction() {
    List<FlowRule> rules = rulesOfVersion13();
    Set<Class<?>> fields =
        rules.stream()
            .flatMap(r -> r.match().fields().stream())
            .map(Object::getClass)
            .collect(Collectors.toSet());
    Set<Class<?>> actions =
        rules.stream()
            .flatMap(r -> r.actions().stream())
            .map(Object::getClass)
            .collect(Collectors.toSet());
    actions.add(Action.PopVlan.class); // see shouldWriteAndReadThePoppingOfATag
    assertThat(fields).containsExactlyInAnyOrder(MatchField.class.getPermittedSubclasses());
    assertThat(actions).containsExactlyInAnyOrder(Action.class.getPermittedSubclasses());
  }

  @Test
  void shouldWriteAndReadThePoppingOfATag() {
    FlowRule rule =
        FlowRule.on(DEVICE)
            .owner("")
            .match(new MatchField.VlanId(5))
            .actions(new Action.PopVlan(), new Action.Output(1))
            .build();
    shouldReadBackInStatisticsWhatWasSentInVersion13(rule);
    shouldReadBackInStatisticsWhatWasSentInVersion10(rule);
  }

  @ParameterizedTest
  @MethodSource("rulesOfVersion13")
  void shouldReadTheRuleInAFlowRemovedOfVersion13(FlowRule rule) {
    ByteBuf sent = flowMod(CODEC_13, rule);
    ByteBuf frame = Unpooled.buffer().writeInt(0x040b0000).writeInt(0).writeLong(rule.cookie());
    frame.writeShort(rule.priority()).writeByte(1).writeByte(rule.table()).writeZero(12);
    frame.writeLong(11).writeLong(22).writeBytes(sent, 48, sent.readableBytes() - 48);
    assertThat(CODEC_13.flowRemoved(frame, DEVICE))
        .contains(
            new FlowRemoved(
                CanonicalRule.of(rule).key(),
                rule.cookie(),
                FlowRemoved.Reason.HARD_TIMEOUT,
                11,
                22));
  }

  static Stream<FlowRule> rulesBeyondVersion10() {
    FlowRule.Builder base = FlowRule.on(DEVICE);
    MacAddress mac = new MacAddress(1);
    Stream<FlowRule> matches =
        Stream.of(
                Match.of(new MatchField.InPort(0xff01)),
                Match.of(new MatchField.Metadata(1, 1)),
                Match.of(new MatchField.EthDst(mac, mac)),
                Match.of(new MatchField.EthSrc(mac, mac)),
                Match.of(new MatchField.VlanId(MatchField.VlanId.ANY)),
                Match.of(MatchField.EthType.IPV6, new MatchField.IpDst(IpPrefix.parse("::1"))),
                Match.of(MatchField.EthType.IPV6, new MatchField.IpProtocol(6)),
                Match.of(MatchField.EthType.ARP, new MatchField.ArpSenderMac(mac)))
            .map(match -> FlowRule.on(DEVICE).match(match).build());
    Stream<FlowRule> actions =
        Stream.of(
                new Action.Output(0xff01),
                new Action.ToGroup(1),
                new Action.SetQueue(1),
                new Action.PushVlan(0x8100),
                new Action.DecrementTtl(),
                new Action.SetField(new MatchField.IpSrc(IpPrefix.parse("::1"))),
                new Action.SetField(new MatchField.ArpOperation(1)))
            .map(action -> FlowRule.on(DEVICE).actions(action).build());
    Stream<FlowRule> others =
        Stream.of(
            FlowRule.on(DEVICE).table(1).build(),
            FlowRule.on(DEVICE).meter(1).build(),
            base.gotoTable(1).build());
    return Stream.of(matches, actions, others).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("rulesBeyondVersion10")
  void shouldRefuseInVersion10WhatItCannotExpressAndWriteNothing(FlowRule rule) {
    ByteBuf out = Unpooled.buffer();
    assertThatThrownBy(() -> CODEC_10.write(new FlowMod(FlowMod.Command.ADD, rule, false), 1, out))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("OpenFlow 1.0");
    assertThat(out.readableBytes()).isZero();
  }

  @Test
  void shouldLeaveOutRulesWithExtensionsButNotTheirNeighbours() {
    String plain = flowEntry("0001 000c 80000004 00000001 00000000", "");
    String register = flowEntry("0001 000c 00010004 00000001 00000000", "");
    String resubmit =
        flowEntry(
            "0001 000c 80000004 00000002 00000000",
            "0004 0018 00000000 ffff 0010 00002320 0001 fff8 00000000");
    String clearActions = flowEntry("0001 000c 80000004 00000003 00000000", "0005 0008 00000000");
    ByteBuf reply =
        frame(
            "04 13 0000 00000001 0001 0000 00000000" + register + resubmit + plain + clearActions);
    assertThat(CODEC_13.flowStatistics(reply, DEVICE))
        .extracting(flow -> flow.rule().match())
        .containsExactly(Match.of(new MatchField.InPort(1)));
  }

  static List<MatchField> valuesTooLarge() {
    return List.of(
        new MatchField.TcpDst(70_000),
        new MatchField.UdpSrc(-1),
        new MatchField.VlanId(4096),
        new MatchField.VlanPriority(8),
        new MatchField.IpDscp(64),
        new MatchField.EthType(0x10800));
  }

  @ParameterizedTest
  @MethodSource("valuesTooLarge")
  void shouldRefuseValuesThatDoNotFitInsteadOfCuttingThemOff(MatchField field) {
    FlowRule rule = FlowRule.on(DEVICE).actions(new Action.SetField(field)).build();
    for (WireCodec codec : List.of(CODEC_10, CODEC_13)) {
      assertThatThrownBy(() -> flowMod(codec, rule))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void shouldRefuseMessagesLongerThanTheLengthFieldCanSay() {
    ByteBuf out = Unpooled.buffer();
    SwitchMessage large =
        new SwitchMessage.PacketOut(
            -1, PortNumbers.CONTROLLER, List.of(new Action.Output(1)), new byte[65_500]);
    assertThatThrownBy(() -> CODEC_13.write(large, 1, out))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(out.readableBytes()).isZero();
  }

  private static String flowEntry(String match, String instructions) {
    String body =
        "00 00 00000000 00000000 0064 0000 0000 0000 00000000"
            + "00".repeat(24)
            + match
            + instructions;
    return "%04x".formatted(body.replace(" ", "").length() / 2 + 2) + body;
  }

  static ByteBuf frame(String hex) {
    return Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  static ByteBuf flowMod(WireCodec codec, FlowRule rule) {
    ByteBuf out = Unpooled.buffer();
    codec.write(new FlowMod(FlowMod.Command.ADD, rule, false), 1, out);
    assertThat(out.getUnsignedShort(2)).isEqualTo(out.readableBytes());
    return out;
  }
}
