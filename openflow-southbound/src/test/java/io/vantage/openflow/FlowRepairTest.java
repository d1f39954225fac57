package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.Action;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.IpPrefix;
import io.vantage.model.MatchField;
import io.vantage.openflow.fake.FakeChannel;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlowRepairTest {
  private final Scenario scenario = new Scenario(2, 1);
  private final FakeSwitch device = scenario.settledSwitch(1, 4);

  @Test
  void shouldRecogniseARuleThatTheSwitchShowsInCanonicalForm() {
    FlowRule rule =
        FlowRule.on(device.id())
            .priority(7)
            .match(
                MatchField.EthType.IPV4,
                new MatchField.IpDst(IpPrefix.parse("10.1.2.3/8")),
                new MatchField.IpSrc(IpPrefix.parse("0.0.0.0/0")))
            .output(2)
            .build();
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));
    scenario.pass(Duration.ofSeconds(20));

    List<String> requests = device.requests();
    assertThat(requests).filteredOn("ADD 7"::equals).hasSize(1);
    assertThat(requests).doesNotContain("DELETE 7");

    device.deleteAllFlows();
    assertThat(scenario.until(() -> device.flows().size() == 4)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void shouldNotReadAllRulesOnALeadershipChangeButRepairThemWithinAnInterval() {
    FlowRule rule = FlowTest.rule(device, 7);
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));
    scenario.pass(SouthboundOptions.DEFAULTS.reconcileInterval());
    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.until(() -> scenario.masters(device).equals(List.of(2)));
    scenario.pass(Duration.ofMillis(100));

    assertThat(scenario.replica(2).flowReadings().of(device.id())).isEmpty();
    device.loseFlow(rule.key());
    assertThat(scenario.until(() -> device.flows().size() == 4))
        .isLessThan(SouthboundOptions.DEFAULTS.reconcileInterval());
  }

  @Test
  void shouldTryAHopelessRepairEverMoreRarely() {
    scenario.desire(device, FlowTest.rule(device, 7));
    scenario.until(() -> scenario.allFlowsAdded(device, 4));
    device.requests();
    device.display(
        rule ->
            rule.priority() == 7
                ? FlowRule.on(rule.device())
                    .priority(7)
                    .cookie(rule.cookie())
                    .actions(new Action.Output(99))
                    .build()
                : rule);

    scenario.pass(Duration.ofMinutes(10)); // 120 comparisons

    assertThat(device.requests().stream().filter("ADD 7"::equals).count()).isBetween(3L, 9L);
  }

  @Test
  void shouldReportARuleThatTheProtocolVersionCannotExpressAndAddTheRest() {
    FakeChannel master = (FakeChannel) scenario.replica(1).channel(device.id()).orElseThrow();
    master.cannotSend(8);

    scenario.desire(
        device, FlowTest.rule(device, 7), FlowTest.rule(device, 8), FlowTest.rule(device, 9));
    scenario.pass(Duration.ofMillis(100));

    assertThat(scenario.state(FlowTest.rule(device, 7).key())).contains(FlowState.ADDED);
    assertThat(scenario.state(FlowTest.rule(device, 9).key())).contains(FlowState.ADDED);
    var refused = scenario.view(1).flow(FlowTest.rule(device, 8).key()).orElseThrow();
    assertThat(refused.state()).isEqualTo(FlowState.FAILED);
    assertThat(refused.reason()).isEqualTo("not sent: no such field in this version");
  }

  @Test
  void shouldReportAfterAnOutageOfTheCluster() {
    FlowRule rule = FlowTest.rule(device, 7);
    scenario.desire(device, rule);
    scenario.cluster().cutOff(1);
    scenario.pass(Duration.ofSeconds(8));
    assertThat(device.flows()).containsKey(rule.key());
    assertThat(scenario.state(rule.key())).isEqualTo(Optional.of(FlowState.PENDING_ADD));

    scenario.cluster().heal(1);

    scenario.until(() -> scenario.state(rule.key()).equals(Optional.of(FlowState.ADDED)));
  }

  @Test
  void shouldSendTheNewestOfManyChangesToARule() {
    for (int port = 1; port <= 50; port++) {
      scenario.desire(device, FlowRule.on(device.id()).priority(7).output(port).build());
    }
    scenario.until(() -> scenario.allFlowsAdded(device, 4));

    assertThat(device.flows().get(FlowTest.rule(device, 7).key()).actions())
        .extracting(action -> ((Action.Output) action).port())
        .containsExactly(50);
  }

  @Test
  void shouldEndWithAnAdditionThatFollowedARemovalClosely() {
    FlowRule rule = FlowTest.rule(device, 7);
    for (int round = 0; round < 20; round++) {
      scenario.desire(device, rule);
      scenario.undesire(device, rule);
    }
    scenario.desire(device, rule);
    scenario.until(() -> scenario.allFlowsAdded(device, 4));
    scenario.pass(Duration.ofSeconds(6));

    assertThat(scenario.allFlowsAdded(device, 4)).isTrue();
  }
}
