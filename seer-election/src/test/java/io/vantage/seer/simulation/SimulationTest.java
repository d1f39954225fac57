package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import io.vantage.seer.placement.Strategies;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final long SEED = 11;

  private static Placement rttOnly(Experiment experiment) {
    return new Placement(
        Strategies.named("rtt-only", experiment.geography().replicas(), SEED),
        PlacementSettings.DEFAULTS);
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoTheSameWayWithTheSameSeed(Scenario scenario) {
    Trace trace = scenario.trace(5, 3, 5, 2, SEED);
    Experiment first = SmallNetwork.experiment(5, trace, Workload.Kind.SWITCHES, SEED);
    Experiment same = SmallNetwork.experiment(5, trace, Workload.Kind.SWITCHES, SEED);
    Experiment other = SmallNetwork.experiment(5, trace, Workload.Kind.SWITCHES, SEED + 1);

    long digest = Simulation.placed(first, first.leaders(0), rttOnly(first)).digest();

    assertThat(Simulation.placed(same, same.leaders(0), rttOnly(same)).digest()).isEqualTo(digest);
    assertThat(Simulation.placed(other, other.leaders(0), rttOnly(other)).digest())
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerEveryRequestOnceAndNotBeforeLightCouldHaveCarriedIt(Workload.Kind kind) {
    Experiment experiment = SmallNetwork.experiment(3, SmallNetwork.calm(30), kind, SEED);

    float[] delays =
        Simulation.fixed(experiment, Mastership.FOLLOWS_LEADER, new int[] {0}).delaysMillis();

    // A round trip to the nearest follower is 20 ms; directions differ by at most 3 %.
    assertThat(IntStream.range(0, delays.length).filter(i -> !(delays[i] > 19))).isEmpty();
  }

  @Test
  void shouldHonourTheOracleAboveEveryFixedLeader() {
    Trace trace = Scenario.DELAY.trace(3, 8, 5, 2, SEED);
    Experiment experiment = SmallNetwork.experiment(3, trace, Workload.Kind.REPLICAS, SEED);
    var fixed =
        IntStream.range(0, 3)
            .mapToObj(
                r -> Simulation.fixed(experiment, Mastership.FOLLOWS_LEADER, experiment.leaders(r)))
            .toList();

    Hindsight hindsight = new Hindsight(experiment, fixed);

    double oracle = mean(hindsight.oracle());
    assertThat(fixed)
        .allSatisfy(
            run ->
                assertThat(mean(hindsight.evaluated(run.delaysMillis())))
                    .isGreaterThanOrEqualTo(oracle));
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }
}
