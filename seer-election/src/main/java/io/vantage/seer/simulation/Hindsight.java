package io.vantage.seer.simulation;

import java.util.Arrays;
import java.util.List;

/**
 * What could have been done at best, found by comparing the runs with fixed leaders, request by
 * request. All of them served the same requests under the same injections.
 */
public final class Hindsight {
  private final Experiment experiment;
  private final List<Run> fixed;
  private final int[] interval;
  private final int intervals;
  private final int firstEvaluated;

  /**
   * @param fixed the runs with {@link Experiment#leaders} of every rotation, in their order
   */
  public Hindsight(Experiment experiment, List<Run> fixed) {
    this.experiment = experiment;
    this.fixed = List.copyOf(fixed);
    long[] boundaries = experiment.trace().boundaries();
    long[] at = experiment.workload().at();
    interval = new int[at.length];
    intervals = boundaries.length;
    int current = -1;
    int first = at.length;
    for (int i = 0; i < at.length; i++) {
      while (current + 1 < intervals && boundaries[current + 1] <= at[i]) {
        current++;
      }
      interval[i] = current;
      if (current >= 0) {
        first = Math.min(first, i);
      }
    }
    firstEvaluated = first;
  }

  /** Delays of the requests after the warm-up. */
  public float[] evaluated(float[] delaysMillis) {
    return Arrays.copyOfRange(delaysMillis, firstEvaluated, delaysMillis.length);
  }

  /**
   * Delays under the clairvoyant leader: in every interval each partition is led by the replica
   * that served it best over that whole interval. Moving costs it nothing.
   */
  public float[] oracle() {
    int partitions = experiment.partitioning().count();
    int[] group = new int[interval.length];
    for (int i = firstEvaluated; i < group.length; i++) {
      group[i] = interval[i] * partitions + experiment.workload().partition()[i];
    }
    int[] best = best(group, intervals * partitions, i -> true, new int[intervals * partitions]);
    float[] delays = new float[interval.length];
    for (int i = firstEvaluated; i < delays.length; i++) {
      delays[i] = delay(i, best[group[i]]);
    }
    return evaluated(delays);
  }

  /**
   * Delays if every source were served by the leader that is best for it alone, in every interval:
   * the physical bound. A source has few requests in an interval, and the least of noisy means is
   * too low; therefore the leader is chosen by one half of its requests and valued by the other.
   */
  public float[] bound() {
    Workload workload = experiment.workload();
    int sources = 1 + Arrays.stream(workload.source()).max().orElse(0);
    int[] group = new int[interval.length];
    int[] ordinal = new int[interval.length];
    int[] seen = new int[intervals * sources];
    for (int i = firstEvaluated; i < group.length; i++) {
      group[i] = interval[i] * sources + workload.source()[i];
      ordinal[i] = seen[group[i]]++;
    }
    int[] overall = best(group, seen.length, i -> true, new int[seen.length]);
    int[] byEven = best(group, seen.length, i -> ordinal[i] % 2 == 0, overall);
    int[] byOdd = best(group, seen.length, i -> ordinal[i] % 2 == 1, overall);
    float[] delays = new float[interval.length];
    for (int i = firstEvaluated; i < delays.length; i++) {
      delays[i] = delay(i, (ordinal[i] % 2 == 0 ? byOdd : byEven)[group[i]]);
    }
    return evaluated(delays);
  }

  /** The best leader of each group of requests, as a replica; {@code unless} for empty groups. */
  private int[] best(int[] group, int groups, Choice counts, int[] unless) {
    int leaders = fixed.size();
    double[][] sums = new double[groups][leaders];
    int[] members = new int[groups];
    for (int i = firstEvaluated; i < group.length; i++) {
      if (counts.of(i)) {
        members[group[i]]++;
        for (int leader = 0; leader < leaders; leader++) {
          sums[group[i]][leader] += delay(i, leader);
        }
      }
    }
    int[] best = new int[groups];
    for (int g = 0; g < groups; g++) {
      best[g] = members[g] == 0 ? unless[g] : least(sums[g]);
    }
    return best;
  }

  private static int least(double[] sums) {
    int least = 0;
    for (int i = 1; i < sums.length; i++) {
      if (sums[i] < sums[least]) {
        least = i;
      }
    }
    return least;
  }

  /** Delay of a request in the run in which the replica led the request's partition. */
  private float delay(int request, int leader) {
    int partition = experiment.workload().partition()[request];
    int rotation = Math.floorMod(leader - partition, fixed.size());
    return fixed.get(rotation).delaysMillis()[request];
  }

  private interface Choice {
    boolean of(int request);
  }
}
