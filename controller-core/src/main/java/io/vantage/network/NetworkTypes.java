package io.vantage.network;

import io.vantage.cluster.atomix.KryoCodec;
import io.vantage.cluster.atomix.KryoCodec.Type;
import io.vantage.model.Action;
import io.vantage.model.Device;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MatchField;
import io.vantage.model.MeterEntry;
import io.vantage.model.Port;
import java.util.List;

/**
 * The format of commands, results and snapshots. An id is never used again for another type. Raise
 * {@link #VERSION} when a record that is written changes its components, or an enum its constants;
 * a type with a new id needs no new version.
 */
public final class NetworkTypes {
  public static final int VERSION = 1;

  /** Shared by all; thread-safe. */
  public static final KryoCodec CODEC = new KryoCodec(VERSION, types());

  private NetworkTypes() {}

  private static List<Type> types() {
    return List.of(
        new Type(10, NetworkCommand.AssignSwitch.class),
        new Type(11, NetworkCommand.SetConfiguration.class),
        new Type(12, NetworkCommand.InitializeConfiguration.class),
        new Type(13, NetworkCommand.RemoveConfiguration.class),
        new Type(20, NetworkCommand.ConnectDevice.class),
        new Type(21, NetworkCommand.DisconnectDevice.class),
        new Type(22, NetworkCommand.RemoveDevice.class),
        new Type(23, NetworkCommand.UpdatePort.class),
        new Type(24, NetworkCommand.RemovePort.class),
        new Type(25, NetworkCommand.UpdateLink.class),
        new Type(26, NetworkCommand.RemoveLink.class),
        new Type(27, NetworkCommand.UpdateHost.class),
        new Type(28, NetworkCommand.RemoveHost.class),
        new Type(29, NetworkCommand.AddFlows.class),
        new Type(30, NetworkCommand.RemoveFlows.class),
        new Type(31, NetworkCommand.ReportFlows.class),
        new Type(32, NetworkCommand.PutGroup.class),
        new Type(33, NetworkCommand.RemoveGroup.class),
        new Type(34, NetworkCommand.ReportGroups.class),
        new Type(35, NetworkCommand.PutMeter.class),
        new Type(36, NetworkCommand.RemoveMeter.class),
        new Type(37, NetworkCommand.ReportMeters.class),
        new Type(38, NetworkCommand.RaiseGeneration.class),
        new Type(39, FlowKey.class),
        new Type(50, CommandResult.Done.class),
        new Type(51, CommandResult.Rejected.class),
        new Type(60, SnapshotItem.Header.class),
        new Type(61, SnapshotItem.Assignment.class),
        new Type(62, SnapshotItem.Configuration.class),
        new Type(63, SnapshotItem.Generation.class),
        new Type(64, SnapshotItem.End.class),
        new Type(65, Device.class),
        new Type(66, Port.class),
        new Type(67, Link.class),
        new Type(68, Host.class),
        new Type(69, FlowEntry.class),
        new Type(70, GroupEntry.class),
        new Type(71, MeterEntry.class),
        new Type(80, Action.Output.class),
        new Type(81, Action.ToGroup.class),
        new Type(82, Action.SetField.class),
        new Type(83, Action.PushVlan.class),
        new Type(84, Action.PopVlan.class),
        new Type(85, Action.SetQueue.class),
        new Type(86, Action.DecrementTtl.class),
        new Type(100, MatchField.InPort.class),
        new Type(101, MatchField.Metadata.class),
        new Type(102, MatchField.EthDst.class),
        new Type(103, MatchField.EthSrc.class),
        new Type(104, MatchField.EthType.class),
        new Type(105, MatchField.VlanId.class),
        new Type(106, MatchField.VlanPriority.class),
        new Type(107, MatchField.IpDscp.class),
        new Type(108, MatchField.IpProtocol.class),
        new Type(109, MatchField.IpSrc.class),
        new Type(110, MatchField.IpDst.class),
        new Type(111, MatchField.TcpSrc.class),
        new Type(112, MatchField.TcpDst.class),
        new Type(113, MatchField.UdpSrc.class),
        new Type(114, MatchField.UdpDst.class),
        new Type(115, MatchField.IcmpType.class),
        new Type(116, MatchField.IcmpCode.class),
        new Type(117, MatchField.ArpOperation.class),
        new Type(118, MatchField.ArpSenderIp.class),
        new Type(119, MatchField.ArpTargetIp.class),
        new Type(120, MatchField.ArpSenderMac.class),
        new Type(121, MatchField.ArpTargetMac.class),
        new Type(122, MatchField.Icmpv6Type.class),
        new Type(123, MatchField.Icmpv6Code.class),
        new Type(14, NetworkCommand.BeginMove.class),
        new Type(15, NetworkCommand.DecideMove.class),
        new Type(16, NetworkCommand.EndMove.class),
        new Type(40, NetworkCommand.FreezeDevice.class),
        new Type(41, NetworkCommand.StageDevice.class),
        new Type(42, NetworkCommand.ActivateDevice.class),
        new Type(43, NetworkCommand.UnstageDevice.class),
        new Type(44, NetworkCommand.UnfreezeDevice.class),
        new Type(45, NetworkCommand.ReleaseDevice.class),
        new Type(46, NetworkCommand.InCustody.class),
        new Type(52, CommandResult.Moving.class),
        new Type(53, SnapshotItem.Moves.class),
        new Type(54, SnapshotItem.Move.class),
        new Type(55, SnapshotItem.Held.class),
        new Type(56, SnapshotItem.Frozen.class),
        new Type(57, SnapshotItem.Gone.class),
        new Type(58, SnapshotItem.Staged.class));
  }
}
