package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.FlowRule;
import io.vantage.model.OpenFlowVersion;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import io.vantage.openflow.flow.Cookies;
import io.vantage.southbound.SwitchMessage.FlowMod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EphemeralRulesTest {
  private final Scenario scenario = new Scenario(2, 1);

  @ParameterizedTest
  @EnumSource(OpenFlowVersion.class)
  void shouldEndWithALeaderChange(OpenFlowVersion version) {
    FakeSwitch device = settled(version);
    FlowRule old = Cookies.ephemeral(FlowTest.rule(device, 71));
    FlowRule replicated = FlowTest.rule(device, 72);
    FlowRule foreign = FlowTest.rule(device, 73);
    install(device, old);
    scenario.desire(device, replicated);
    device.putForeign(foreign);
    scenario.pass(Duration.ofSeconds(12));
    assertThat(device.flows()).as("comparisons leave it").containsKey(old.key());

    changeLeader(device);
    FlowRule young = Cookies.ephemeral(FlowTest.rule(device, 74));
    install(device, young);
    scenario.pass(Duration.ofMillis(100));

    assertThat(device.flows()).doesNotContainKey(old.key());
    scenario.pass(Duration.ofSeconds(12));
    assertThat(device.flows()).containsKeys(young.key(), replicated.key(), foreign.key());
  }

  @ParameterizedTest
  @EnumSource(OpenFlowVersion.class)
  void shouldEndWithAReconnection(OpenFlowVersion version) {
    FakeSwitch device = settled(version);
    FlowRule old = Cookies.ephemeral(FlowTest.rule(device, 71));
    install(device, old);
    scenario.pass(Duration.ofMillis(100));
    assertThat(device.flows()).containsKey(old.key());

    int master = scenario.masters(device).get(0);
    device.disconnect(scenario.replica(master));
    scenario.pass(Duration.ofMillis(100));
    device.connect(scenario.replica(master));
    scenario.until(() -> scenario.masters(device).equals(List.of(master)));
    scenario.pass(Duration.ofMillis(100));

    assertThat(device.flows()).doesNotContainKey(old.key()).isNotEmpty();
  }

  private FakeSwitch settled(OpenFlowVersion version) {
    FakeSwitch device = scenario.newSwitch(1, version, 4);
    scenario.connectToAll(device);
    int base = version == OpenFlowVersion.OF_1_3 ? 3 : 2;
    scenario.until(
        () -> scenario.masters(device).size() == 1 && scenario.allFlowsAdded(device, base));
    return device;
  }

  private void changeLeader(FakeSwitch device) {
    int next = 3 - scenario.masters(device).get(0);
    scenario.cluster().elect(scenario.partitionOf(device), next);
    scenario.until(() -> scenario.masters(device).equals(List.of(next)));
  }

  /** As an app of the master does. */
  private void install(FakeSwitch device, FlowRule rule) {
    int master = scenario.masters(device).get(0);
    scenario
        .replica(master)
        .channel(device.id())
        .orElseThrow()
        .send(new FlowMod(FlowMod.Command.ADD, rule, false));
  }
}
