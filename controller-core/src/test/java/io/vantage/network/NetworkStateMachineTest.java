package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.IpPrefix;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.Meter;
import io.vantage.network.NetworkCommand.Report;
import io.vantage.network.NetworkEvent.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkStateMachineTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId P2 = PartitionId.data(2);
  private static final DatapathId A = new DatapathId(1);
  private static final DatapathId B = new DatapathId(2);
  private static final MacAddress MAC = new MacAddress(0x10);

  private final LocalView view = new LocalView(SingleReplicaCluster.partitionIds(2));
  private final List<NetworkEvent> events = new ArrayList<>();
  private long index;

  @BeforeEach
  void connectTwoSwitchesInTwoPartitions() {
    apply(PartitionId.SYSTEM, new NetworkCommand.AssignSwitch(A, P1));
    apply(PartitionId.SYSTEM, new NetworkCommand.AssignSwitch(B, P2));
    apply(P1, TestNetwork.connectCommand(A, 3));
    apply(P2, TestNetwork.connectCommand(B, 3));
    NetworkView.Subscription kept = view.subscribe((partition, at, event) -> events.add(event));
    assertThat(kept).isNotNull();
  }

  private CommandResult apply(PartitionId partition, NetworkCommand command) {
    return apply(partition, 1, command);
  }

  private CommandResult apply(PartitionId partition, long term, NetworkCommand command) {
    byte[] update = NetworkTypes.CODEC.encode(command);
    return NetworkStateMachine.decodeResult(
        view.stateMachine(partition).apply(++index, term, 0, update));
  }

  private void assertDone(PartitionId partition, NetworkCommand command) {
    assertThat(apply(partition, command)).isEqualTo(new CommandResult.Done());
  }

  private void assertRejected(PartitionId partition, NetworkCommand command, String reason) {
    ByteArrayOutputStream before = snapshot(partition);
    assertThat(apply(partition, command)).isEqualTo(new CommandResult.Rejected(reason));
    assertThat(snapshot(partition).toByteArray()).isEqualTo(before.toByteArray());
  }

  private ByteArrayOutputStream snapshot(PartitionId partition) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      view.stateMachine(partition).snapshot(out);
      return out;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static FlowRule rule(int priority, int output) {
    return FlowRule.on(A).priority(priority).match(MatchField.EthType.ARP).output(output).build();
  }

  private static NetworkCommand.AddFlows add(FlowRule... rules) {
    return new NetworkCommand.AddFlows(A, List.of(rules));
  }

  private void report(Report<io.vantage.model.FlowKey> report) {
    assertDone(P1, new NetworkCommand.ReportFlows(A, List.of(report)));
  }

  private FlowEntry entry(FlowRule rule) {
    return view.flow(rule.key()).orElseThrow();
  }

  private static Host host(DatapathId at, int port, long since) {
    return new Host(
        MAC, 0, Set.of(IpPrefix.parse("10.0.0.1").address()), new ConnectPoint(at, port), since);
  }

  @Test
  void shouldRefuseWhatBelongsToAnUnknownSwitchAndNameIt() {
    DatapathId stranger = new DatapathId(0x99);
    String text = "unknown switch 0000000000000099";

    assertRejected(P1, new NetworkCommand.DisconnectDevice(stranger), "disconnection of " + text);
    assertRejected(
        P1,
        new NetworkCommand.UpdatePort(TestNetwork.port(stranger, 1, true)),
        "port 0000000000000099/1 of " + text);
    assertRejected(
        P1,
        new NetworkCommand.AddFlows(stranger, List.of(FlowRule.on(stranger).build())),
        "flow rule for " + text);
    assertRejected(
        P1,
        new NetworkCommand.PutGroup(new Group(stranger, 1, Group.Type.ALL, List.of(), "t")),
        "group for " + text);
    assertRejected(
        P1,
        new NetworkCommand.PutMeter(new Meter(stranger, 1, Meter.Unit.KBPS, 1, 0, "t")),
        "meter for " + text);
    assertRejected(
        P1,
        new NetworkCommand.UpdateHost(host(stranger, 1, 1)),
        "host 00:00:00:00:00:10 at " + text);
    assertRejected(
        P1,
        new NetworkCommand.UpdateLink(
            new Link(new ConnectPoint(stranger, 1), new ConnectPoint(A, 1))),
        "link from " + text);
  }

  @Test
  void shouldTakeTheRemovalOfWhatIsNotThereAsDone() {
    DatapathId stranger = new DatapathId(0x99);

    assertDone(P1, new NetworkCommand.RemoveDevice(stranger));
    assertDone(P1, new NetworkCommand.RemovePort(stranger, 1));
    assertDone(P1, new NetworkCommand.RemoveHost(stranger, MAC, 0, 1));
    assertDone(P1, new NetworkCommand.RemoveFlows(A, List.of(rule(1, 1).key())));
    assertDone(P1, new NetworkCommand.RemoveGroup(A, 1));
    assertDone(P1, new NetworkCommand.RemoveMeter(A, 1));
    assertThat(events).isEmpty();
  }

  @Test
  void shouldRefuseACommandOfAnotherPartition() {
    assertRejected(
        P1, new NetworkCommand.AssignSwitch(A, P2), "AssignSwitch does not belong to partition p1");
    assertRejected(
        PartitionId.SYSTEM,
        new NetworkCommand.DisconnectDevice(A),
        "DisconnectDevice does not belong to partition system");
  }

  @Test
  void shouldRefuseAMixOfSwitchesAsAWhole() {
    assertRejected(
        P1,
        add(rule(1, 1), FlowRule.on(B).build()),
        "a command for switch 0000000000000001 holds one for switch 0000000000000002");
    assertThat(view.flows(A)).isEmpty();
  }

  @Test
  void shouldForgetASwitchOnlyWhileItIsDisconnected() {
    assertDone(P1, add(rule(1, 1)));
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 1)));
    assertRejected(
        P1,
        new NetworkCommand.RemoveDevice(A),
        "switch 0000000000000001 is connected and cannot be removed");

    assertDone(P1, new NetworkCommand.DisconnectDevice(A));
    assertDone(P1, new NetworkCommand.RemoveDevice(A));

    assertThat(view.topology().devices()).containsOnlyKeys(B);
    assertThat(view.topology().hosts()).isEmpty();
    assertThat(view.topology().portsOf(A)).isEmpty();
    assertThat(view.flows(A)).isEmpty();
    assertThat(view.partitionOf(A)).contains(P1);
  }

  @Test
  void shouldRemoveTheLinksThatStartAtAPortThatGoesDown() {
    Link link = new Link(new ConnectPoint(A, 1), new ConnectPoint(B, 1));
    Link other = new Link(new ConnectPoint(A, 2), new ConnectPoint(B, 2));
    assertDone(P1, new NetworkCommand.UpdateLink(link));
    assertDone(P1, new NetworkCommand.UpdateLink(other));
    events.clear();

    assertDone(P1, new NetworkCommand.UpdatePort(TestNetwork.port(A, 1, false)));

    assertThat(events)
        .containsExactly(
            new NetworkEvent.LinkChanged(Change.REMOVED, link),
            new NetworkEvent.PortChanged(Change.PUT, TestNetwork.port(A, 1, false)));
    assertThat(view.topology().links()).containsExactly(other);
    assertDone(P1, new NetworkCommand.UpdatePort(TestNetwork.port(A, 1, true)));
    assertThat(view.topology().links()).containsExactly(other); // until it is seen again
    assertDone(P1, new NetworkCommand.RemovePort(A, 2));
    assertThat(view.topology().links()).isEmpty();
    assertRejected(
        P1,
        new NetworkCommand.UpdateLink(other),
        "link from port 0000000000000001/2, which is down or unknown");
  }

  @Test
  void shouldTakeNobodyToBeWhereALinkStarts() {
    Link link = new Link(new ConnectPoint(A, 1), new ConnectPoint(B, 1));
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 100)));
    assertDone(P2, new NetworkCommand.UpdateHost(host(B, 2, 50)));

    assertDone(P1, new NetworkCommand.UpdateLink(link));

    assertThat(view.topology().hosts()).containsExactly(host(B, 2, 50));
    assertThat(events).contains(new NetworkEvent.HostChanged(Change.REMOVED, host(A, 1, 100)));
    assertRejected(
        P1,
        new NetworkCommand.UpdateHost(host(A, 1, 200)),
        "host " + MAC + " at " + link.from() + ", where a link starts");
    assertDone(P1, new NetworkCommand.RemoveLink(link));
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 300)));
  }

  @Test
  void shouldTakeThePortsOfAReconnectionAndNoOthers() {
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 3, 1)));
    assertDone(P1, new NetworkCommand.DisconnectDevice(A));
    events.clear();

    assertDone(P1, TestNetwork.connectCommand(A, 2));

    assertThat(view.topology().portsOf(A)).hasSize(2);
    assertThat(events)
        .containsExactly(
            new NetworkEvent.DeviceChanged(Change.PUT, view.topology().devices().get(A)),
            new NetworkEvent.HostChanged(Change.REMOVED, host(A, 3, 1)),
            new NetworkEvent.PortChanged(Change.REMOVED, TestNetwork.port(A, 3, true)));
    assertThat(view.topology().devices().get(A).connected()).isTrue();
  }

  @Test
  void shouldShowAHostWhereItWasSeenLastWhicheverPartitionSaysSo() {
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 100)));
    assertDone(P2, new NetworkCommand.UpdateHost(host(B, 2, 200)));
    assertThat(view.topology().hosts()).containsExactly(host(B, 2, 200));

    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 3, 300)));
    assertThat(view.topology().hosts()).containsExactly(host(A, 3, 300));
    assertThat(view.topology().host(MAC, 0)).contains(host(A, 3, 300));
    assertThat(view.topology().hostByAddress(IpPrefix.parse("10.0.0.1").address()))
        .contains(host(A, 3, 300));

    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 250))); // came late
    assertThat(view.topology().hosts()).containsExactly(host(A, 3, 300));

    assertDone(P2, new NetworkCommand.UpdateHost(host(B, 1, 300))); // same time: smaller place
    assertThat(view.topology().hosts()).containsExactly(host(A, 3, 300));
  }

  @Test
  void shouldRemoveAHostOnlyFromTheSwitchThatIsNamed() {
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 100)));
    assertDone(P1, new NetworkCommand.RemoveHost(B, MAC, 0, 100));
    assertThat(view.topology().hosts()).hasSize(1);

    assertDone(P1, new NetworkCommand.RemoveHost(A, MAC, 0, 99)); // learned here again since
    assertThat(view.topology().hosts()).containsExactly(host(A, 1, 100));

    assertDone(P1, new NetworkCommand.RemoveHost(A, MAC, 0, 100));
    assertThat(view.topology().hosts()).isEmpty();
    assertRejected(
        P1,
        new NetworkCommand.UpdateHost(host(A, 9, 1)),
        "host 00:00:00:00:00:10 at unknown port 0000000000000001/9");
  }

  @Test
  void shouldGiveEveryChangeOfARuleItsOwnRevision() {
    FlowRule first = rule(1, 1);
    FlowRule second = rule(1, 2);
    NetworkStateMachine machine = view.stateMachine(P1);
    List<Long> revisions = new ArrayList<>();
    for (FlowRule rule : List.of(first, second, first)) { // all in one log entry
      machine.apply(77, 1, 0, NetworkTypes.CODEC.encode(add(rule)));
      revisions.add(entry(rule).revision());
    }

    assertThat(revisions).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void shouldNotTouchARuleThatIsDesiredAlready() {
    FlowRule rule = rule(1, 1);
    assertDone(P1, add(rule));
    long revision = entry(rule).revision();
    report(Report.added(rule.key(), revision));
    events.clear();

    assertDone(P1, add(rule));

    assertThat(entry(rule)).isEqualTo(new FlowEntry(rule, FlowState.ADDED, "", revision));
    assertThat(events).isEmpty();
  }

  @Test
  void shouldSendAFailedRuleAgainWhenItIsAskedForAgain() {
    FlowRule rule = rule(1, 1);
    assertDone(P1, add(rule));
    long revision = entry(rule).revision();
    report(Report.failed(rule.key(), revision, "TABLE_FULL"));
    assertThat(entry(rule))
        .isEqualTo(new FlowEntry(rule, FlowState.FAILED, "TABLE_FULL", revision));

    assertDone(P1, add(rule));

    assertThat(entry(rule).state()).isEqualTo(FlowState.PENDING_ADD);
    assertThat(entry(rule).reason()).isEmpty();
    assertThat(entry(rule).revision()).isGreaterThan(revision);
  }

  @Test
  void shouldIgnoreAReportOfAnOlderRevision() {
    FlowRule rule = rule(1, 1);
    assertDone(P1, add(rule));
    long old = entry(rule).revision();
    assertDone(P1, add(rule(1, 2)));
    events.clear();

    report(Report.added(rule.key(), old));
    report(Report.removed(rule.key(), old));

    assertThat(entry(rule).state()).isEqualTo(FlowState.PENDING_ADD);
    assertThat(events).isEmpty();
  }

  @Test
  void shouldForgetARuleOnceItsRemovalIsConfirmed() {
    FlowRule rule = rule(1, 1);
    assertDone(P1, add(rule));
    long added = entry(rule).revision();
    assertDone(P1, new NetworkCommand.RemoveFlows(A, List.of(rule.key())));
    long removed = entry(rule).revision();
    report(Report.added(rule.key(), added));
    report(Report.added(rule.key(), removed));
    assertThat(entry(rule).state()).isEqualTo(FlowState.PENDING_REMOVE);
    events.clear();

    report(Report.removed(rule.key(), removed));

    assertThat(view.flow(rule.key())).isEmpty();
    assertThat(events)
        .containsExactly(
            new NetworkEvent.FlowChanged(
                Change.REMOVED, new FlowEntry(rule, FlowState.PENDING_REMOVE, "", removed)));
  }

  @Test
  void shouldListRulesByTableThenByFallingPriority() {
    FlowRule low = rule(1, 1);
    FlowRule high = rule(9, 1);
    FlowRule later = FlowRule.on(A).table(1).priority(5).build();
    assertDone(P1, add(later, low, high));

    assertThat(view.flows(A)).extracting(FlowEntry::rule).containsExactly(high, low, later);
  }

  @Test
  void shouldFollowGroupsAndMetersAsRules() {
    Group group = new Group(A, 5, Group.Type.ALL, List.of(), "t");
    Meter meter = new Meter(A, 6, Meter.Unit.KBPS, 10, 0, "t");
    assertDone(P1, new NetworkCommand.PutGroup(group));
    assertDone(P1, new NetworkCommand.PutMeter(meter));
    long groupRevision = view.groups(A).get(0).revision();
    long meterRevision = view.meters(A).get(0).revision();

    assertDone(P1, new NetworkCommand.ReportGroups(A, List.of(Report.added(5, groupRevision))));
    assertDone(
        P1, new NetworkCommand.ReportMeters(A, List.of(Report.failed(6, meterRevision, "OUT"))));

    assertThat(view.groups(A))
        .containsExactly(new GroupEntry(group, FlowState.ADDED, "", groupRevision));
    assertThat(view.meters(A).get(0).reason()).isEqualTo("OUT");
    assertDone(P1, new NetworkCommand.RemoveGroup(A, 5));
    long removal = view.groups(A).get(0).revision();
    assertDone(P1, new NetworkCommand.ReportGroups(A, List.of(Report.removed(5, removal))));
    assertThat(view.groups(A)).isEmpty();
  }

  @Test
  void shouldKeepGenerationsAboveWhatASwitchHasShown() {
    apply(P1, 4, new NetworkCommand.RaiseGeneration(A, 1000));
    assertThat(view.generationBase(A) + 4).isEqualTo(1001);

    apply(P1, 5, new NetworkCommand.RaiseGeneration(A, 1001)); // ours is 1002 by now
    assertThat(view.generationBase(A) + 5).isEqualTo(1002);

    apply(P1, 5, new NetworkCommand.RaiseGeneration(A, -1)); // the switch has none
    assertThat(view.generationBase(A) + 5).isEqualTo(1002);

    apply(P1, 6, new NetworkCommand.RaiseGeneration(A, Long.MAX_VALUE)); // half around
    apply(P1, 6, new NetworkCommand.RaiseGeneration(A, Long.MIN_VALUE + 10));
    assertThat(view.generationBase(A) + 6).isEqualTo(Long.MIN_VALUE + 11);
  }

  @Test
  void shouldSetInitializeAndRemoveConfiguration() {
    PartitionId system = PartitionId.SYSTEM;
    assertDone(system, new NetworkCommand.InitializeConfiguration("k", "1"));
    assertDone(system, new NetworkCommand.InitializeConfiguration("k", "2"));
    assertThat(view.configuration()).containsEntry("k", "1");

    assertDone(system, new NetworkCommand.SetConfiguration("k", "3"));
    assertThat(view.configuration()).containsEntry("k", "3");

    assertDone(system, new NetworkCommand.RemoveConfiguration("k"));
    assertDone(system, new NetworkCommand.RemoveConfiguration("k"));
    assertThat(view.configuration()).isEmpty();
    assertThat(events).hasSize(3);
  }

  @Test
  void shouldTellThatASnapshotHasReplacedThePartition() throws IOException {
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 1, 5)));
    ByteArrayOutputStream saved = snapshot(P1);
    Topology then = view.topology();
    assertDone(P1, new NetworkCommand.UpdateHost(host(A, 2, 6)));
    assertDone(P1, new NetworkCommand.DisconnectDevice(A));
    long version = view.topology().version();
    events.clear();

    view.stateMachine(P1).restore(new ByteArrayInputStream(saved.toByteArray()));

    assertThat(events).containsExactly(new NetworkEvent.PartitionRestored(P1));
    assertThat(view.topology().hosts()).isEqualTo(then.hosts());
    assertThat(view.topology().devices()).isEqualTo(then.devices());
    assertThat(view.topology().version()).isGreaterThan(version);
  }

  @Test
  void shouldKeepItsStateWhenASnapshotIsDamagedOrAnothers() {
    byte[] mine = snapshot(P1).toByteArray();

    for (byte[] wrong :
        List.of(
            Arrays.copyOf(mine, mine.length - 1),
            Arrays.copyOf(mine, 3),
            new byte[0],
            snapshot(P2).toByteArray())) {
      assertThatThrownBy(() -> view.stateMachine(P1).restore(new ByteArrayInputStream(wrong)))
          .isInstanceOf(IncompatibleUpdateException.class);
    }
    assertThat(snapshot(P1).toByteArray()).isEqualTo(mine);
  }
}
