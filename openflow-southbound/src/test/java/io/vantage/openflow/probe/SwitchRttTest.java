package io.vantage.openflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.openflow.SouthboundOptions;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchRttTest {
  private static final long INTERVAL_MILLIS = SouthboundOptions.DEFAULTS.echoInterval().toMillis();

  private final Scenario scenario = new Scenario(1, 1);
  private final Samples samples = new Samples();

  @Test
  void shouldPassOnEverySampleUntilTheSwitchGoes() {
    FakeSwitch device = scenario.settledSwitch(1, 1);
    scenario.replica(1).rtt().listen(samples);

    scenario.time().advance(Duration.ofMillis(INTERVAL_MILLIS * 50));
    device.disconnect(scenario.replica(1));
    scenario.until(() -> samples.gone.contains(device.id()));

    assertThat(samples.measured).hasSizeBetween(40, 60).containsOnly(device.id());
    assertThat(scenario.replica(1).rtt().snapshot()).isEmpty();
  }

  @Test
  void shouldSendNoMoreEchoesInAllHoweverManySwitchesThereAre() {
    for (long id = 1; id <= 400; id++) {
      scenario.connectToAll(scenario.newSwitch(id, OpenFlowVersion.OF_1_3, 1));
    }
    scenario.until(() -> scenario.replica(1).rtt().snapshot().size() == 400);
    scenario.replica(1).rtt().listen(samples);

    scenario.time().advance(Duration.ofSeconds(4));

    assertThat(samples.measured).hasSizeBetween(3_200, 4_800);
  }

  private static final class Samples implements SwitchRtt.Listener {
    private final List<DatapathId> measured = new ArrayList<>();
    private final List<DatapathId> gone = new ArrayList<>();

    @Override
    public void measured(DatapathId device, Duration rtt) {
      measured.add(device);
    }

    @Override
    public void gone(DatapathId device) {
      gone.add(device);
    }
  }
}
