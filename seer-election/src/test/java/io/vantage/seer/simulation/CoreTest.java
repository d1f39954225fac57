package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoreTest {
  private static final long MILLI = 1_000_000;

  private static Core core(double burner, double limit) {
    return new Core(
        new Steps(burner, List.of()),
        new Steps(limit, List.of()),
        SimulationSettings.DEFAULTS.cpu(),
        new SplittableRandom(7));
  }

  @Test
  void shouldTakeAsLongAsTheWorkIsWithNobodyElseThere() {
    assertThat(core(0, 1).finish(3 * MILLI, 5 * MILLI)).isEqualTo(8 * MILLI);
  }

  @Test
  void shouldStandStillUntilTheNextPeriodWhenTheQuotaIsUsedUp() {
    Core core = core(0, 0.2);
    long end = 0;
    long longestStep = 0;
    for (int i = 0; i < 100; i++) {
      long next = core.finish(end, MILLI);
      longestStep = Math.max(longestStep, next - end);
      end = next;
    }

    // 100 ms of work at 2 ms per 10 ms; a step that hits the end of the quota waits 8 ms more.
    assertThat(end).isCloseTo(500 * MILLI, withPercentage(4));
    assertThat(longestStep).isBetween(8 * MILLI, 10 * MILLI);
  }

  @Test
  void shouldNotFeelALimitThatIsNotReached() {
    Core core = core(0, 0.2);

    for (int period = 0; period < 50; period++) {
      long start = period * 10 * MILLI;
      assertThat(core.finish(start, MILLI)).isEqualTo(start + MILLI);
    }
  }

  @Test
  void shouldLeaveItsShareToABurner() {
    assertThat(core(0.8, 1).finish(0, 400 * MILLI)).isCloseTo(2_000 * MILLI, withPercentage(3));
  }

  @Test
  void shouldMakeShortWorkWaitForTheTurnOfABurner() {
    Core core = core(0.8, 1);
    int waited = 0;
    for (int i = 0; i < 1_000; i++) {
      long start = i * 10 * MILLI;
      waited += core.finish(start, MILLI / 100) - start > MILLI / 10 ? 1 : 0;
    }

    assertThat(waited).isBetween(720, 860);
  }

  @Test
  void shouldFollowChangesInTheMiddleOfWork() {
    List<Injection> change = List.of(new Injection(0.1, Injection.Kind.LIMIT_PERCENT, 0, 0.5));
    Core core =
        new Core(
            new Steps(0, List.of()),
            new Steps(1, change),
            SimulationSettings.DEFAULTS.cpu(),
            new SplittableRandom(7));

    assertThat(core.finish(0, 200 * MILLI)).isCloseTo(300 * MILLI, withPercentage(4));
  }
}
