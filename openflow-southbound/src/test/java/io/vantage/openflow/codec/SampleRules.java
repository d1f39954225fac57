package io.vantage.openflow.codec;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.IpPrefix;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.MatchField.ArpOperation;
import io.vantage.model.MatchField.ArpSenderIp;
import io.vantage.model.MatchField.ArpSenderMac;
import io.vantage.model.MatchField.ArpTargetIp;
import io.vantage.model.MatchField.ArpTargetMac;
import io.vantage.model.MatchField.EthDst;
import io.vantage.model.MatchField.EthSrc;
import io.vantage.model.MatchField.EthType;
import io.vantage.model.MatchField.IcmpCode;
import io.vantage.model.MatchField.IcmpType;
import io.vantage.model.MatchField.Icmpv6Code;
import io.vantage.model.MatchField.Icmpv6Type;
import io.vantage.model.MatchField.InPort;
import io.vantage.model.MatchField.IpDscp;
import io.vantage.model.MatchField.IpDst;
import io.vantage.model.MatchField.IpProtocol;
import io.vantage.model.MatchField.IpSrc;
import io.vantage.model.MatchField.Metadata;
import io.vantage.model.MatchField.TcpDst;
import io.vantage.model.MatchField.TcpSrc;
import io.vantage.model.MatchField.UdpDst;
import io.vantage.model.MatchField.UdpSrc;
import io.vantage.model.MatchField.VlanId;
import io.vantage.model.MatchField.VlanPriority;
import io.vantage.model.PortNumbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules that between them use every match field, action and instruction, each valid on a switch.
 */
public final class SampleRules {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress MASK = MacAddress.parse("ff:ff:ff:00:00:00");
  private static final EthType IPV4 = EthType.IPV4;
  private static final EthType IPV6 = EthType.IPV6;
  private static final IpProtocol TCP = new IpProtocol(6);
  private static final IpProtocol UDP = new IpProtocol(17);

  /** Allowed by OpenFlow 1.3; Open vSwitch has only 16 bits for ordinary ports. */
  private static final int LARGE_PORT = 0x12345;

  private SampleRules() {}

  public static boolean hasLargePort(FlowRule rule) {
    return rule.match().fields().contains(new InPort(LARGE_PORT))
        || rule.actions().contains(out(LARGE_PORT));
  }

  /** All of OpenFlow 1.3, with distinct keys; groups 1 and meters 1 must exist on the switch. */
  public static List<FlowRule> ofVersion13(DatapathId device) {
    List<FlowRule> rules = new ArrayList<>(ofVersion10(device));
    int number = 1000;
    for (MatchField[] match : matchesOfVersion13()) {
      rules.add(rule(device, number++).match(match).output(2).build());
    }
    for (List<Action> actions : actionsOfVersion13()) {
      rules.add(rule(device, number++).match(IPV4, TCP).actions(actions).build());
    }
    Action setV6 = new Action.SetField(new IpSrc(IpPrefix.parse("2001:db8::1")));
    rules.add(rule(device, number++).match(IPV6).actions(setV6, out(2)).build());
    Action setArp = new Action.SetField(new ArpTargetIp(IpPrefix.parse("10.0.0.9")));
    rules.add(rule(device, number++).match(EthType.ARP).actions(setArp, out(2)).build());
    rules.add(rule(device, number++).table(1).gotoTable(3).output(2).build());
    rules.add(rule(device, number++).gotoTable(200).build());
    rules.add(rule(device, number++).meter(1).output(1).build());
    rules.add(rule(device, number).table(0).priority(0).output(PortNumbers.CONTROLLER).build());
    return rules;
  }

  /** What OpenFlow 1.0 has too. */
  public static List<FlowRule> ofVersion10(DatapathId device) {
    List<FlowRule> rules = new ArrayList<>();
    int number = 100;
    for (MatchField[] match : matchesOfVersion10()) {
      rules.add(rule(device, number++).match(match).output(2).build());
    }
    for (List<Action> actions : actionsOfVersion10()) {
      rules.add(rule(device, number++).match(IPV4, TCP).actions(actions).build());
    }
    rules.add(rule(device, number++).build());
    rules.add(rule(device, number++).idleTimeoutSeconds(300).hardTimeoutSeconds(65535).build());
    rules.add(rule(device, number++).cookie(0xfedc_ba98_7654_3210L).output(1).build());
    rules.add(rule(device, number).priority(65535).output(1).build());
    return rules;
  }

  private static FlowRule.Builder rule(DatapathId device, int number) {
    return FlowRule.on(device).priority(number).cookie(0x5641_0000_0000_0000L | number).owner("");
  }

  private static Action.Output out(int port) {
    return new Action.Output(port);
  }

  private static List<MatchField[]> matchesOfVersion10() {
    return List.of(
        fields(new InPort(1)),
        fields(new InPort(PortNumbers.LOCAL)),
        fields(new EthDst(MAC), new EthSrc(MAC)),
        fields(EthType.LLDP),
        fields(new VlanId(7), new VlanPriority(3)),
        fields(new VlanId(VlanId.NONE)),
        fields(
            IPV4, new IpSrc(IpPrefix.parse("10.1.2.3")), new IpDst(IpPrefix.parse("10.0.0.0/8"))),
        fields(
            IPV4,
            new IpDst(IpPrefix.parse("192.168.77.77/17")),
            new IpSrc(IpPrefix.parse("1.2.3.4/0"))),
        fields(IPV4, new IpDscp(46), TCP, new TcpSrc(80), new TcpDst(8080)),
        fields(IPV4, UDP, new UdpSrc(53), new UdpDst(5353)),
        fields(IPV4, new IpProtocol(1), new IcmpType(8), new IcmpCode(0)),
        fields(IPV4, new IpProtocol(89)),
        fields(
            EthType.ARP,
            new ArpOperation(2),
            new ArpSenderIp(IpPrefix.parse("10.0.0.1")),
            new ArpTargetIp(IpPrefix.parse("10.0.0.0/24"))));
  }

  private static List<List<Action>> actionsOfVersion10() {
    return List.of(
        List.of(out(1), out(3)),
        List.of(new Action.Output(PortNumbers.CONTROLLER, 128)),
        List.of(out(PortNumbers.FLOOD)),
        List.of(out(PortNumbers.IN_PORT)),
        List.of(set(new EthSrc(MAC)), set(new EthDst(MAC)), out(2)),
        List.of(
            set(new IpSrc(IpPrefix.parse("1.2.3.4"))),
            set(new IpDst(IpPrefix.parse("4.3.2.1"))),
            out(2)),
        List.of(set(new IpDscp(12)), set(new TcpSrc(1)), set(new TcpDst(65535)), out(2)));
  }

  private static List<MatchField[]> matchesOfVersion13() {
    return List.of(
        fields(new InPort(LARGE_PORT)),
        fields(new Metadata(0x1234_5678_9abc_def0L, -1)),
        fields(new Metadata(-1, 0xff00)),
        fields(new EthDst(MAC, MASK)),
        fields(new EthSrc(MAC, MASK), new EthDst(MAC, MacAddress.ZERO)),
        fields(new VlanId(VlanId.ANY), new VlanPriority(3)),
        fields(
            IPV6,
            new IpSrc(IpPrefix.parse("2001:db8::1")),
            new IpDst(IpPrefix.parse("2001:db8::77/33"))),
        fields(IPV6, new IpDscp(46), UDP, new UdpDst(547)),
        fields(IPV6, new IpProtocol(58), new Icmpv6Type(135), new Icmpv6Code(0)),
        fields(EthType.ARP, new ArpSenderMac(MAC), new ArpTargetMac(MAC)));
  }

  private static List<List<Action>> actionsOfVersion13() {
    return List.of(
        List.of(new Action.PushVlan(0x8100), set(new VlanId(99)), set(new VlanPriority(5)), out(2)),
        List.of(new Action.DecrementTtl(), out(2)),
        List.of(new Action.SetQueue(7), out(2)),
        List.of(new Action.ToGroup(1)),
        List.of(out(LARGE_PORT)));
  }

  private static Action set(MatchField field) {
    return new Action.SetField(field);
  }

  private static MatchField[] fields(MatchField... fields) {
    return fields;
  }
}
