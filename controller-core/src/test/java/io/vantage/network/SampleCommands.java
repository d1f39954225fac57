package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.Host;
import io.vantage.model.IpPrefix;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.model.SwitchDescription;
import io.vantage.network.NetworkCommand.Report;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One value of every command, with every kind of action and match field among them. */
final class SampleCommands {
  private static final DatapathId SWITCH = new DatapathId(0xfedc_ba98_7654_3210L);
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:ff");
  private static final IpPrefix NET4 = IpPrefix.parse("10.1.0.0/16");
  private static final IpPrefix NET6 = IpPrefix.parse("2001:db8::/32");
  private static final InetAddress ADDRESS4 = IpPrefix.parse("10.0.0.1").address();
  private static final InetAddress ADDRESS6 = IpPrefix.parse("2001:db8::1").address();

  private SampleCommands() {}

  static List<NetworkCommand> all() {
    return Stream.concat(settled().stream(), moves().stream()).toList();
  }

  /** Every step of two moves; the first is committed, the second aborted. */
  static List<NetworkCommand> moves() {
    DatapathId other = new DatapathId(2);
    PartitionId p1 = PartitionId.data(1);
    return List.of(
        new NetworkCommand.BeginMove(SWITCH, p1),
        new NetworkCommand.DecideMove(SWITCH, 1, true, ""),
        new NetworkCommand.DecideMove(SWITCH, 1, false, "no leader"),
        new NetworkCommand.EndMove(SWITCH, 2, 12_345_678),
        new NetworkCommand.FreezeDevice(SWITCH, 1),
        new NetworkCommand.StageDevice(SWITCH, 1, 1L << 24, 0, false, image()),
        new NetworkCommand.StageDevice(other, 1, 7, 0, true, DeviceImage.EMPTY),
        new NetworkCommand.ActivateDevice(SWITCH, 1, 300),
        new NetworkCommand.UnstageDevice(SWITCH, 1),
        new NetworkCommand.UnfreezeDevice(SWITCH, 1),
        new NetworkCommand.ReleaseDevice(SWITCH, 1),
        new NetworkCommand.InCustody(1, new NetworkCommand.DisconnectDevice(SWITCH)));
  }

  private static DeviceImage image() {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    NetworkStateMachine machine = view.stateMachine(PartitionId.data(1));
    for (NetworkCommand command : settled()) {
      if (command instanceof NetworkCommand.ForDevice
          && !command.getClass().getSimpleName().startsWith("Remove")) {
        machine.apply(1, 3, 0, NetworkTypes.CODEC.encode(command));
      }
    }
    return DeviceImage.of(SWITCH, machine.state());
  }

  /** Those that have nothing to do with moves. */
  static List<NetworkCommand> settled() {
    Port port = new Port(SWITCH, 7, "eth7", MAC, true, 10_000_000L);
    Port local = new Port(SWITCH, PortNumbers.LOCAL, "br0", MacAddress.ZERO, false, 0);
    Link link = new Link(new ConnectPoint(SWITCH, 7), new ConnectPoint(new DatapathId(2), 1));
    SwitchDescription text =
        new SwitchDescription("Nicira", "Open vSwitch", "3.1.0", "none", "Zürich");
    Host host =
        new Host(MAC, 100, Set.of(ADDRESS4, ADDRESS6), local.connectPoint(), 1_700_000_000_000L);
    return List.of(
        new NetworkCommand.AssignSwitch(SWITCH, PartitionId.data(3)),
        new NetworkCommand.SetConfiguration("seer.strategy", "native"),
        new NetworkCommand.InitializeConfiguration("cluster.secret", "ab\u0000\u20ac"),
        new NetworkCommand.RemoveConfiguration("seer.strategy"),
        new NetworkCommand.ConnectDevice(
            new Device(SWITCH, OpenFlowVersion.OF_1_3, text, 254, true), List.of(port, local)),
        new NetworkCommand.DisconnectDevice(SWITCH),
        new NetworkCommand.RemoveDevice(SWITCH),
        new NetworkCommand.UpdatePort(port),
        new NetworkCommand.RemovePort(SWITCH, PortNumbers.LOCAL),
        new NetworkCommand.UpdateLink(link),
        new NetworkCommand.RemoveLink(link),
        new NetworkCommand.UpdateHost(host),
        new NetworkCommand.RemoveHost(SWITCH, MAC, 0, 300),
        new NetworkCommand.AddFlows(SWITCH, List.of(fullRule(), FlowRule.on(SWITCH).build())),
        new NetworkCommand.RemoveFlows(SWITCH, keys()),
        new NetworkCommand.ReportFlows(
            SWITCH,
            List.of(
                Report.added(keys().get(0), 5),
                Report.failed(keys().get(1), 1L << 40, "BAD_ACTION/BAD_OUT_PORT"))),
        new NetworkCommand.PutGroup(group()),
        new NetworkCommand.RemoveGroup(SWITCH, 9),
        new NetworkCommand.ReportGroups(SWITCH, List.of(Report.missing(9, 6))),
        new NetworkCommand.PutMeter(
            new Meter(SWITCH, 4, Meter.Unit.PACKETS_PER_SECOND, 1000, 50, "cli")),
        new NetworkCommand.RemoveMeter(SWITCH, 4),
        new NetworkCommand.ReportMeters(
            SWITCH, List.of(new Report<>(4, 7, true, FlowState.PENDING_REMOVE, ""))),
        new NetworkCommand.RaiseGeneration(SWITCH, -2));
  }

  private static FlowRule fullRule() {
    return FlowRule.on(SWITCH)
        .table(3)
        .priority(65535)
        .match(tcp())
        .actions(
            new Action.SetField(new MatchField.EthDst(MAC)),
            new Action.PushVlan(0x8100),
            new Action.SetField(new MatchField.VlanId(12)),
            new Action.PopVlan(),
            new Action.DecrementTtl(),
            new Action.SetQueue(2),
            new Action.ToGroup(9),
            new Action.Output(PortNumbers.CONTROLLER, 128))
        .gotoTable(4)
        .meter(4)
        .cookie(0xffff_ffff_ffffL)
        .idleTimeoutSeconds(30)
        .hardTimeoutSeconds(65535)
        .owner("forwarding")
        .build();
  }

  private static Match tcp() {
    return Match.of(
        new MatchField.InPort(7),
        new MatchField.Metadata(-1, 0xff),
        new MatchField.EthSrc(MAC, MacAddress.BROADCAST),
        new MatchField.EthDst(MAC),
        MatchField.EthType.IPV4,
        new MatchField.VlanId(MatchField.VlanId.NONE),
        new MatchField.IpDscp(46),
        new MatchField.IpProtocol(6),
        new MatchField.IpSrc(NET4),
        new MatchField.IpDst(NET4),
        new MatchField.TcpSrc(1024),
        new MatchField.TcpDst(443));
  }

  private static List<FlowKey> keys() {
    Match udp =
        Match.of(
            MatchField.EthType.IPV6,
            new MatchField.IpProtocol(17),
            new MatchField.IpDst(NET6),
            new MatchField.UdpSrc(53),
            new MatchField.UdpDst(5353));
    Match icmp =
        Match.of(
            MatchField.EthType.IPV4,
            new MatchField.VlanId(5),
            new MatchField.VlanPriority(3),
            new MatchField.IpProtocol(1),
            new MatchField.IcmpType(8),
            new MatchField.IcmpCode(0));
    Match icmp6 =
        Match.of(
            MatchField.EthType.IPV6,
            new MatchField.IpProtocol(58),
            new MatchField.Icmpv6Type(135),
            new MatchField.Icmpv6Code(0));
    Match arp =
        Match.of(
            MatchField.EthType.ARP,
            new MatchField.ArpOperation(1),
            new MatchField.ArpSenderIp(NET4),
            new MatchField.ArpTargetIp(NET4),
            new MatchField.ArpSenderMac(MAC),
            new MatchField.ArpTargetMac(MAC));
    return List.of(
        new FlowKey(SWITCH, 0, 1, udp),
        new FlowKey(SWITCH, 1, 2, icmp),
        new FlowKey(SWITCH, 2, 3, icmp6),
        new FlowKey(SWITCH, 3, 4, arp));
  }

  private static Group group() {
    return new Group(
        SWITCH,
        9,
        Group.Type.FAST_FAILOVER,
        List.of(
            new Group.Bucket(0, 7, List.of(new Action.Output(7))),
            new Group.Bucket(0, PortNumbers.ANY, List.of())),
        "cli");
  }
}
