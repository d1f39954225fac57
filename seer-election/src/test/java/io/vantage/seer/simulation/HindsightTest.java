package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HindsightTest {
  private static final Trace TWO_INTERVALS =
      new Trace(
          List.of(
              new Injection(1, Injection.Kind.DELAY_MS, 0, 5),
              new Injection(2, Injection.Kind.DELAY_MS, 1, 5)),
          3);

  private static Run run(float... delays) {
    return new Run(delays, List.of(), 0, 0, 0);
  }

  private static Experiment experiment(Workload.Kind kind, int partitions, int[] ofRequest) {
    long[] at = {500_000_000L, 1_000_000_000L, 1_500_000_000L, 2_000_000_000L, 2_500_000_000L};
    return new Experiment(
        SmallNetwork.line(2),
        new Partitioning(partitions, new int[4]),
        new Workload(kind, at, new int[] {0, 0, 0, 1, 1}, ofRequest),
        TWO_INTERVALS,
        SimulationSettings.DEFAULTS,
        1);
  }

  @Test
  void shouldTakeTheBestLeaderOfEachIntervalAndLeaveTheWarmUpOut() {
    Experiment experiment = experiment(Workload.Kind.REPLICAS, 1, new int[5]);
    Hindsight hindsight =
        new Hindsight(experiment, List.of(run(1, 10, 30, 7, 7), run(1, 15, 15, 9, 6)));

    assertThat(hindsight.oracle()).containsExactly(15, 15, 7, 7);
    assertThat(hindsight.evaluated(new float[] {1, 2, 3, 4, 5})).containsExactly(2, 3, 4, 5);
  }

  @Test
  void shouldChooseForEachPartitionFromTheRunInWhichAReplicaLedIt() {
    // In the first run partition 0 is led by r1 and partition 1 by r2, in the second the reverse.
    Experiment experiment = experiment(Workload.Kind.REPLICAS, 2, new int[] {0, 0, 1, 0, 1});
    Hindsight hindsight =
        new Hindsight(experiment, List.of(run(1, 10, 30, 7, 9), run(1, 15, 20, 8, 6)));

    assertThat(hindsight.oracle()).containsExactly(10, 20, 7, 6);
  }

  @Test
  void shouldValueTheBoundByRequestsThatDidNotChooseTheLeader() {
    Experiment experiment = experiment(Workload.Kind.SWITCHES, 1, new int[5]);
    // In the first interval each request alone would choose the leader that is bad for the other.
    Hindsight hindsight =
        new Hindsight(experiment, List.of(run(1, 10, 20, 7, 7), run(1, 20, 10, 8, 8)));

    assertThat(hindsight.bound()).containsExactly(20, 20, 7, 7);
  }
}
