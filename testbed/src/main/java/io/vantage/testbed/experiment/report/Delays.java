package io.vantage.testbed.experiment.report;

import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;

/** Delays of the evaluated requests of some runs, pooled: altogether and by interval. */
final class Delays {
  private final double[] sorted;
  private final double[] sums;
  private final int[] counts;
  private final int failed;

  private Delays(double[] sorted, double[] sums, int[] counts, int failed) {
    this.sorted = sorted;
    this.sums = sums;
    this.counts = counts;
    this.failed = failed;
  }

  static Delays of(Intervals intervals, List<RunRecord> runs) {
    return of(intervals, runs, interval -> true);
  }

  private static Delays of(Intervals intervals, List<RunRecord> runs, IntPredicate counts) {
    double[] answered = new double[runs.stream().mapToInt(run -> run.requests().size()).sum()];
    int size = 0;
    int failed = 0;
    double[] sums = new double[intervals.count()];
    int[] numbers = new int[intervals.count()];
    for (RunRecord run : runs) {
      for (Request request : run.requests()) {
        int interval = intervals.at(request.timeSeconds());
        if (interval < 0 || !counts.test(interval)) {
          continue;
        }
        if (Double.isNaN(request.delayMillis())) {
          failed++;
        } else {
          answered[size++] = request.delayMillis();
          sums[interval] += request.delayMillis();
          numbers[interval]++;
        }
      }
    }
    double[] sorted = Arrays.copyOf(answered, size);
    Arrays.sort(sorted);
    return new Delays(sorted, sums, numbers, failed);
  }

  /**
   * In every interval the requests of that leader whose mean was the least in it. The least of
   * means that chance has a part in is a little too low.
   *
   * @param byLeader runs of every fixed leader
   */
  static Delays oracle(Intervals intervals, Collection<List<RunRecord>> byLeader) {
    List<List<RunRecord>> leaders = List.copyOf(byLeader);
    List<Delays> all = leaders.stream().map(runs -> of(intervals, runs)).toList();
    int[] best = new int[intervals.count()];
    for (int k = 0; k < best.length; k++) {
      for (int leader = 1; leader < all.size(); leader++) {
        double least = all.get(best[k]).mean(k);
        best[k] = Double.isNaN(least) || all.get(leader).mean(k) < least ? leader : best[k];
      }
    }
    List<Delays> chosen = new ArrayList<>();
    for (int i = 0; i < leaders.size(); i++) {
      int leader = i;
      chosen.add(of(intervals, leaders.get(i), k -> best[k] == leader));
    }
    return pooled(chosen, intervals.count());
  }

  private static Delays pooled(List<Delays> parts, int intervals) {
    double[] sorted = parts.stream().flatMapToDouble(part -> Arrays.stream(part.sorted)).toArray();
    Arrays.sort(sorted);
    double[] sums = new double[intervals];
    int[] counts = new int[intervals];
    for (Delays part : parts) {
      Arrays.setAll(sums, k -> sums[k] + part.sums[k]);
      Arrays.setAll(counts, k -> counts[k] + part.counts[k]);
    }
    return new Delays(sorted, sums, counts, parts.stream().mapToInt(part -> part.failed).sum());
  }

  /** Requests that were sent, answered or not. */
  int requests() {
    return sorted.length + failed;
  }

  int failed() {
    return failed;
  }

  /** Of those answered; NaN if there is none. */
  double mean() {
    return sorted.length == 0 ? Double.NaN : Arrays.stream(sums).sum() / sorted.length;
  }

  /** Of those answered in an interval; NaN if there is none. */
  double mean(int interval) {
    return counts[interval] == 0 ? Double.NaN : sums[interval] / counts[interval];
  }

  double quantile(double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  /** Differences of the means, interval by interval, where both have one. */
  double[] minus(Delays other) {
    double[] differences = new double[sums.length];
    Arrays.setAll(differences, k -> mean(k) - other.mean(k));
    return Arrays.stream(differences).filter(Double::isFinite).toArray();
  }
}
