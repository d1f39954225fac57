package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.Action;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PortNumbers;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.fake.FakeChannel;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import io.vantage.openflow.flow.Cookies;
import io.vantage.southbound.SwitchError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final SwitchError TABLE_FULL =
      new SwitchError(5, 1, "OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL");

  private final Scenario scenario = new Scenario(3, 1);
  private final FakeSwitch device = scenario.settledSwitch(1, 4);

  static FlowRule rule(FakeSwitch device, int priority) {
    return FlowRule.on(device.id()).priority(priority).output(2).owner("test").build();
  }

  private FlowRule timed(int priority) {
    return FlowRule.on(device.id()).priority(priority).output(2).idleTimeoutSeconds(60).build();
  }

  @Test
  void shouldProgramWhatIsCommittedWithATaggedCookie() {
    FlowRule rule = FlowRule.on(device.id()).priority(9).output(2).cookie(0xabc).build();

    scenario.desire(device, rule);
    scenario.until(() -> scenario.state(rule.key()).equals(Optional.of(FlowState.ADDED)));

    assertThat(device.flows().get(rule.key()).cookie()).isEqualTo(0x5641_0000_0000_0abcL);
  }

  @Test
  void shouldRemoveWhatIsNoLongerDesired() {
    FlowRule rule = rule(device, 9);
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));

    scenario.undesire(device, rule);
    scenario.until(() -> scenario.state(rule.key()).isEmpty());

    assertThat(device.flows()).doesNotContainKey(rule.key());
  }

  @Test
  void shouldReportARefusalWithTheSwitchsReasonAndAddTheRest() {
    device.refuse(rule -> rule.priority() == 8 ? Optional.of(TABLE_FULL) : Optional.empty());

    scenario.desire(device, rule(device, 7), rule(device, 8), rule(device, 9));
    scenario.until(() -> scenario.state(rule(device, 9).key()).equals(added()));

    var refused = scenario.view(2).flow(rule(device, 8).key()).orElseThrow();
    assertThat(refused.state()).isEqualTo(FlowState.FAILED);
    assertThat(refused.reason()).isEqualTo("OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL");
    assertThat(scenario.state(rule(device, 7).key())).isEqualTo(added());
  }

  @Test
  void shouldForgetARefusedRuleThatIsRemoved() {
    device.refuse(rule -> rule.priority() == 8 ? Optional.of(TABLE_FULL) : Optional.empty());
    scenario.desire(device, rule(device, 8));
    scenario.pass(Duration.ofMillis(50));

    scenario.undesire(device, rule(device, 8));

    scenario.until(() -> scenario.state(rule(device, 8).key()).isEmpty());
  }

  @Test
  void shouldRepairDeletionsBehindOurBackAtOnce() {
    scenario.desire(device, rule(device, 7), rule(device, 8));
    scenario.until(() -> scenario.allFlowsAdded(device, 5));

    device.deleteAllFlows();
    Duration took = scenario.until(() -> device.flows().size() == 5);

    assertThat(took).isLessThan(Duration.ofMillis(100));
    assertThat(scenario.allFlowsAdded(device, 5)).isTrue();
  }

  @Test
  void shouldRepairWhatNobodyToldOfWithinTheInterval() {
    FlowRule lost = rule(device, 7);
    FlowRule changed = rule(device, 8);
    scenario.desire(device, lost, changed);
    scenario.until(() -> scenario.allFlowsAdded(device, 5));
    FlowRule other = FlowRule.on(device.id()).priority(8).output(3).build();
    device.loseFlow(lost.key());
    device.putForeign(Cookies.replicated(other));

    scenario.time().until(() -> device.flows().size() == 5, Duration.ofSeconds(6));
    scenario.pass(Duration.ofMillis(10));

    assertThat(device.flows().get(changed.key()).actions())
        .extracting(action -> ((Action.Output) action).port())
        .containsExactly(2);
  }

  @Test
  void shouldRemoveRulesOfOursThatNobodyDesiresAndLeaveThoseOfOthers() {
    FlowRule ours = Cookies.replicated(rule(device, 70));
    FlowRule ephemeral = Cookies.ephemeral(rule(device, 71));
    FlowRule foreign = rule(device, 72);
    List.of(ours, ephemeral, foreign).forEach(device::putForeign);

    scenario.pass(Duration.ofSeconds(6));

    assertThat(device.flows()).doesNotContainKey(ours.key());
    assertThat(device.flows()).containsKeys(ephemeral.key(), foreign.key());
  }

  @Test
  void shouldNotRepairWhatWasProgrammedWhileStatisticsWereUnderWay() {
    FakeChannel master = (FakeChannel) scenario.replica(1).channel(device.id()).orElseThrow();
    master.delayStatistics(Duration.ofMillis(300));
    for (int round = 0; round < 200; round++) {
      FlowRule rule = rule(device, 1000 + round);
      scenario.desire(device, rule);
      scenario.pass(Duration.ofMillis(50));
      if (round % 2 == 1) {
        scenario.undesire(device, rule);
      }
    }
    scenario.pass(Duration.ofSeconds(6));

    List<String> requests = device.requests();
    for (int round = 0; round < 200; round++) {
      String text = "ADD " + (1000 + round);
      assertThat(requests).filteredOn(text::equals).hasSize(1);
    }
    assertThat(scenario.allFlowsAdded(device, 103)).isTrue();
  }

  @Test
  void shouldReprogramASwitchThatWasRestarted() {
    scenario.desire(device, rule(device, 7), timed(8));
    scenario.until(() -> scenario.allFlowsAdded(device, 5));

    device.restart();
    scenario.until(() -> scenario.masters(device).size() == 1);

    scenario.until(() -> device.flows().size() == 5);
    assertThat(scenario.allFlowsAdded(device, 5)).isTrue();
  }

  @Test
  void shouldForgetARuleThatExpired() {
    FlowRule rule = timed(8);
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));

    device.expire(rule.key());
    scenario.until(() -> scenario.state(rule.key()).isEmpty());
    scenario.pass(Duration.ofSeconds(6));

    assertThat(device.flows()).doesNotContainKey(rule.key());
  }

  @Test
  void shouldForgetARuleThatExpiredUnseenDuringAHandOver() {
    FlowRule rule = timed(8);
    scenario.desire(device, rule, rule(device, 7));
    scenario.until(() -> scenario.allFlowsAdded(device, 5));

    device.loseFlow(rule.key());
    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.until(() -> scenario.state(rule.key()).isEmpty());

    assertThat(scenario.state(rule(device, 7).key())).isEqualTo(added());
  }

  @Test
  void shouldCarryOnAfterAHandOverInTheMiddleOfProgramming() {
    FlowRule[] rules =
        IntStream.range(0, 3000).mapToObj(n -> rule(device, 1000 + n)).toArray(FlowRule[]::new);
    scenario.desire(device, rules);
    assertThat(device.flows().size()).as("still under way").isBetween(500, 3002);

    scenario.cluster().elect(scenario.partitionOf(device), 3);

    scenario.until(() -> scenario.allFlowsAdded(device, 3003));
    assertThat(device.flows().size()).isEqualTo(3003);
  }

  @Test
  void shouldProgramTenThousandRulesWithinTheLane() {
    FakeChannel master = (FakeChannel) scenario.replica(1).channel(device.id()).orElseThrow();
    scenario.desire(
        device,
        IntStream.range(0, 10_000).mapToObj(n -> rule(device, 1000 + n)).toArray(FlowRule[]::new));
    scenario.until(() -> scenario.allFlowsAdded(device, 10_003));
    device.deleteAllFlows();
    scenario.until(() -> device.flows().size() == 10_003);

    assertThat(master.mostOnTheWay()).isLessThanOrEqualTo(FakeChannel.LANE);
    scenario.pass(Duration.ofSeconds(6));
    assertThat(scenario.replica(1).flowReadings().of(device.id()).orElseThrow().flows())
        .hasSize(10_003);
  }

  @Test
  void shouldAddGroupsAndMetersBeforeTheRulesThatUseThem() {
    Group inner = group(2, new Action.Output(3));
    Group outer = group(1, new Action.ToGroup(2));
    FlowRule rule = FlowRule.on(device.id()).priority(9).actions(new Action.ToGroup(1)).build();
    scenario.desire(device, rule);
    scenario.until(() -> scenario.state(rule.key()).equals(Optional.of(FlowState.FAILED)));

    scenario.submit(new NetworkCommand.PutGroup(outer));
    scenario.submit(new NetworkCommand.PutGroup(inner));
    scenario.submit(
        new NetworkCommand.PutMeter(
            new Meter(device.id(), 5, Meter.Unit.PACKETS_PER_SECOND, 10, 0, "test")));

    scenario.until(() -> scenario.state(rule.key()).equals(added()));
    assertThat(scenario.view(1).groups(device.id())).allMatch(g -> g.state() == FlowState.ADDED);
    assertThat(scenario.view(1).meters(device.id())).allMatch(m -> m.state() == FlowState.ADDED);
  }

  @Test
  void shouldRepairAGroupThatWasDeletedWithItsRules() {
    scenario.submit(new NetworkCommand.PutGroup(group(1, new Action.Output(3))));
    FlowRule rule = FlowRule.on(device.id()).priority(9).actions(new Action.ToGroup(1)).build();
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));

    device.deleteGroup(1);

    scenario.until(() -> device.groups().contains(1) && device.flows().containsKey(rule.key()));
    scenario.pass(Duration.ofSeconds(6));
    assertThat(scenario.state(rule.key())).isEqualTo(added());
  }

  @Test
  void shouldRemoveAGroupThatIsNoLongerDesired() {
    scenario.submit(new NetworkCommand.PutGroup(group(1, new Action.Output(3))));
    scenario.until(() -> device.groups().contains(1));

    scenario.submit(new NetworkCommand.RemoveGroup(device.id(), 1));

    scenario.until(() -> scenario.view(1).groups(device.id()).isEmpty());
    assertThat(device.groups()).isEmpty();
  }

  @Test
  void shouldGiveEverySwitchItsBaseRules() {
    assertThat(device.flows().values())
        .extracting(FlowRule::priority)
        .containsExactlyInAnyOrder(0, 40000, 40000);
    assertThat(device.flows().values())
        .allMatch(r -> r.actions().equals(List.of(new Action.Output(PortNumbers.CONTROLLER))));

    FakeSwitch old = scenario.newSwitch(2, OpenFlowVersion.OF_1_0, 1);
    scenario.connectToAll(old);
    scenario.until(() -> scenario.allFlowsAdded(old, 2));
    assertThat(old.flows().keySet()).extracting(FlowKey::priority).containsOnly(40000);
  }

  @Test
  void shouldReadStatisticsOnTheMasterOnly() {
    scenario.pass(Duration.ofSeconds(6));

    var reading = scenario.replica(1).flowReadings().of(device.id()).orElseThrow();
    assertThat(reading.flows()).hasSize(3).allMatch(flow -> flow.packets() == 7);
    assertThat(scenario.replica(2).flowReadings().of(device.id())).isEmpty();
  }

  private Group group(int id, Action action) {
    return new Group(
        device.id(),
        id,
        Group.Type.INDIRECT,
        List.of(new Group.Bucket(0, PortNumbers.ANY, List.of(action))),
        "test");
  }

  private static Optional<FlowState> added() {
    return Optional.of(FlowState.ADDED);
  }
}
