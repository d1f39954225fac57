package io.vantage.seer.simulation;

import java.util.SplittableRandom;

/**
 * The processor core of a replica: when its process runs, and when it stands still.
 *
 * <p>Contention: a burner has the core for its share of the time, in turns of varying length; while
 * it has its turn the process waits. Limit: the process may use its quota of each period and then
 * stands still until the next one (CFS bandwidth control).
 */
final class Core {
  private static final long FOREVER = Long.MAX_VALUE;

  private final Steps burner;
  private final Steps limit;
  private final long meanTurns;
  private final long period;
  private final long phase;
  private final SplittableRandom random;

  private boolean ours = true;
  private long turnEnd;
  private long quotaPeriod = -1;
  private long quotaUsed;

  /**
   * @param burner share of others, 0 to below 1
   * @param limit share that the process may use, above 0 to 1
   */
  Core(Steps burner, Steps limit, SimulationSettings.Cpu settings, SplittableRandom random) {
    this.burner = burner;
    this.limit = limit;
    this.meanTurns = Nanos.of(settings.turnsMillis());
    this.period = Nanos.of(settings.quotaPeriodMillis());
    this.random = random;
    this.phase = random.nextLong(period);
  }

  /**
   * When work that can begin at an instant will be done. Calls never go back in time.
   *
   * @param work nanoseconds of processor time
   */
  long finish(long start, long work) {
    long at = start;
    long left = work;
    while (left > 0) {
      turnAt(at);
      if (!ours) {
        at = turnEnd;
        continue;
      }
      double share = limit.at(at);
      if (share >= 1) {
        long run = Math.min(left, Math.min(turnEnd, limit.nextChange()) - at);
        left -= run;
        at += run;
        continue;
      }
      long thisPeriod = (at + phase) / period;
      if (thisPeriod != quotaPeriod) {
        quotaPeriod = thisPeriod;
        quotaUsed = 0;
      }
      long periodEnd = (thisPeriod + 1) * period - phase;
      long run = Math.min(left, Math.min(turnEnd, periodEnd) - at);
      run = Math.min(run, (long) (share * period) - quotaUsed);
      if (run <= 0) {
        at = periodEnd;
        continue;
      }
      left -= run;
      at += run;
      quotaUsed += run;
    }
    return at;
  }

  private void turnAt(long at) {
    while (turnEnd <= at) {
      double share = burner.at(turnEnd);
      long change = burner.nextChange();
      if (share <= 0) {
        ours = true;
        turnEnd = change;
      } else {
        ours = !ours;
        double mean = meanTurns * (ours ? 1 - share : share);
        long length = Math.max(1, (long) (mean * (0.5 + random.nextDouble())));
        turnEnd = change == FOREVER ? turnEnd + length : Math.min(turnEnd + length, change);
      }
    }
  }
}
