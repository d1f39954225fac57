package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final Geography LINE = SmallNetwork.line(3);
  private static final Trace DELAYED =
      new Trace(List.of(new Injection(0, Injection.Kind.DELAY_MS, 2, 25)), 10);

  private final Timeline timeline = new Timeline();

  private Links links(Trace trace, SimulationSettings.Network settings) {
    return new Links(timeline, LINE, trace, settings, 5);
  }

  private double delay(Links links, int from, int to) {
    double[] arrival = {Double.NaN};
    double sent = timeline.nowMillis();
    links.send(from, to, () -> arrival[0] = timeline.nowMillis());
    while (timeline.runNext()) {}
    return arrival[0] - sent;
  }

  @Test
  void shouldKeepTheOrderOnAPathHoweverLargeTheJitter() {
    Links links = links(SmallNetwork.calm(10), new SimulationSettings.Network(20, 0, 0, 0.1));
    List<Integer> arrived = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      timeline.at(i * 1_000L, () -> links.send(0, 1, () -> arrived.add(number)));
    }

    while (timeline.runNext()) {}

    assertThat(arrived).hasSize(500).isSorted();
  }

  @Test
  void shouldDelayWhatGoesToADisturbedReplicaButNotWhatComesFromIt() {
    Links links = links(DELAYED, new SimulationSettings.Network(0, 0, 0, 0.1));

    assertThat(delay(links, 0, 2)).isEqualTo(20 + 25);
    assertThat(delay(links, 2, 0)).isEqualTo(20);
    assertThat(delay(links, 0, 1)).isEqualTo(10);
  }

  @Test
  void shouldTakeDifferentTimesInTheTwoDirections() {
    Links links = links(SmallNetwork.calm(10), new SimulationSettings.Network(0, 0, 0.03, 0.1));

    double there = delay(links, 0, 2);
    double back = delay(links, 2, 0);

    assertThat(there).isBetween(19.4, 20.6).isNotEqualTo(back);
    assertThat(back).isBetween(19.4, 20.6);
  }
}
