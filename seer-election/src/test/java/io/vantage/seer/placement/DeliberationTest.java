package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.P1;
import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.placement.Prospect.Other;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliberationTest {
  private static final double LONG = 600_000;

  private final Deliberation deliberation = new Deliberation(VantageSettings.DEFAULTS);

  @Test
  void shouldMoveToABetterPlaceThatStaysInSight() {
    Prospect prospect = prospect(100, other(2, 5, 0.1), other(3, 8, 0.1));

    assertThat(deliberation.decide(P1, prospect, LONG, 0)).isInstanceOf(Decision.Stay.class);
    assertThat(deliberation.decide(P1, prospect, LONG, 100))
        .isInstanceOfSatisfying(
            Decision.Move.class, move -> assertThat(move.to()).isEqualTo(replica(3)));
  }

  @Test
  void shouldForgetABetterPlaceThatWasOnlyGlimpsed() {
    Prospect better = prospect(100, other(2, 5, 0.1));
    Prospect equal = prospect(100, other(2, 0, 0.1));

    deliberation.decide(P1, better, LONG, 0);
    deliberation.decide(P1, equal, LONG, 100);

    assertThat(deliberation.decide(P1, better, LONG, 200)).isInstanceOf(Decision.Stay.class);
  }

  @Test
  void shouldStayWithinTheMargin() {
    assertThat(settled(prospect(100, other(2, 0.2, 0.01)), LONG)).isInstanceOf(Decision.Stay.class);
  }

  @Test
  void shouldStayWhileTheGainIsUncertain() {
    Decision decision = settled(prospect(100, other(2, 2, 3)), 3_000);

    assertThat(decision).isInstanceOf(Decision.Stay.class);
    assertThat(decision.reason()).contains("uncertain");
  }

  @Test
  void shouldStayIfThingsDoNotLastLongEnoughForThePause() {
    for (int i = 0; i < 50; i++) {
      deliberation.moved(P1, 400);
    }

    assertThat(settled(prospect(100, other(2, 5, 0.1)), 3_000)).isInstanceOf(Decision.Stay.class);
    assertThat(settled(prospect(100, other(2, 5, 0.1)), 60_000)).isInstanceOf(Decision.Move.class);
  }

  @Test
  void shouldNotMoveForRequestsThatHardlyCome() {
    assertThat(settled(prospect(0.05, other(2, 5, 0.1)), 3_000)).isInstanceOf(Decision.Stay.class);
  }

  @Test
  void shouldExploreOnlyWhatCouldProveBetter() {
    assertThat(settled(prospect(100, other(2, -1, 0.1)), LONG)).isInstanceOf(Decision.Stay.class);
    assertThat(deliberation.decide(P1, prospect(100, other(2, -1, 10)), LONG, 200))
        .isInstanceOf(Decision.Explore.class);
  }

  @Test
  void shouldNotExploreAgainAtOnce() {
    Prospect prospect = prospect(100, other(2, -1, 10));
    deliberation.decide(P1, prospect, LONG, 0);

    assertThat(deliberation.decide(P1, prospect, LONG, 10_000)).isInstanceOf(Decision.Stay.class);
    assertThat(deliberation.decide(P1, prospect, LONG, 30_000))
        .isInstanceOf(Decision.Explore.class);
  }

  private Decision settled(Prospect prospect, double lasting) {
    deliberation.decide(P1, prospect, lasting, 0);
    return deliberation.decide(P1, prospect, lasting, 100);
  }

  private static Prospect prospect(double perSecond, Other... others) {
    return new Prospect(replica(1), 30, perSecond, List.of(others));
  }

  private static Other other(int number, double gain, double uncertainty) {
    return new Other(replica(number), new Estimate(gain, uncertainty));
  }
}
