package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Raft's safety is asserted by {@link Ledger} at every election and commit of every run, and {@link
 * Simulation} fails if a request stays without an answer or gets two.
 */
class SafetyTest {
  private static final double SECONDS = 60;

  /** One replica after the other nearly stands still, or is far away, for some seconds. */
  private static Trace stalls(int replicas, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Injection> injections = new ArrayList<>();
    for (double time = 1; time < SECONDS - 10; time += 4) {
      int replica = random.nextInt(replicas);
      boolean far = random.nextBoolean();
      Injection.Kind kind = far ? Injection.Kind.DELAY_MS : Injection.Kind.LIMIT_PERCENT;
      injections.add(new Injection(time, kind, replica, far ? 2_500 : 0.002));
      injections.add(new Injection(time + 3.5, kind, replica, kind.normal()));
    }
    return new Trace(injections, SECONDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldLoseNoRequestOverElections(long seed) {
    Experiment experiment =
        SmallNetwork.experiment(3, stalls(3, seed), Workload.Kind.REPLICAS, seed);

    Run run = Simulation.fixed(experiment, Mastership.FOLLOWS_LEADER, new int[] {1});

    assertThat(run.elections()).isPositive();
    assertThat(run.unavailableMillis()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldLoseNoRequestOverTransfersAmongElections(long seed) {
    Experiment experiment =
        SmallNetwork.experiment(
            5, stalls(5, seed), Workload.Kind.SWITCHES, Partitioning.Rule.REGIONAL, seed);

    Run run =
        Simulation.placed(
            experiment, experiment.leaders(0), new RestlessStrategy(seed).unbounded());

    assertThat(run.pausesMillis()).hasSizeGreaterThan(100);
    assertThat(run.elections()).isPositive();
  }

  @Test
  void shouldPauseForAboutTwoOrThreeRoundTripsInATransfer() {
    Experiment experiment =
        SmallNetwork.experiment(3, SmallNetwork.calm(30), Workload.Kind.REPLICAS, 9);

    Run run = Simulation.placed(experiment, new int[] {1}, new RestlessStrategy(9).unbounded());

    // A round trip between neighbours is 20 ms: catch up (if something is in flight), the request
    // to stand (half), the votes, the first entry.
    assertThat(run.pausesMillis()).hasSizeGreaterThan(50).allMatch(pause -> pause > 45);
    assertThat(run.pausesMillis().stream().sorted().toList().get(run.pausesMillis().size() / 2))
        .isLessThan(100);
  }

  @Test
  void shouldKeepTheLeaderInCalm() {
    Experiment experiment =
        SmallNetwork.experiment(7, SmallNetwork.calm(60), Workload.Kind.REPLICAS, 3);

    Run run = Simulation.fixed(experiment, Mastership.FOLLOWS_LEADER, new int[] {6});

    assertThat(run.elections()).isZero();
    assertThat(run.unavailableMillis()).isZero();
  }
}
