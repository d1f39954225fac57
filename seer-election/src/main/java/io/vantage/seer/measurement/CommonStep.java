package io.vantage.seer.measurement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Believes a step at the first sample if most paths of this replica show the same one: its own
 * attachment to the network has changed. A stall of this machine also delays the answers on all
 * paths, but until the same instant, so that they are then alike in themselves rather than in their
 * deviation.
 */
final class CommonStep {
  /** Samples that are at most so much apart in time may show the same step. */
  private static final double TOGETHER_MILLIS = 300;

  private static final double ALIKE_MILLIS = 1;
  private static final double ALIKE_SHARE = 0.1;

  /** How much more the samples must differ than their deviations. */
  private static final double DISTINCT = 3;

  private CommonStep() {}

  /** If there is a common step, steps the paths that show it and those yet to be heard from. */
  static void apply(Collection<PathRtt> paths, double nowMillis) {
    int most = Math.max(2, (paths.size() + 1) / 2);
    if (paths.size() < most) {
      return;
    }
    List<PathRtt> deviating = new ArrayList<>();
    double sum = 0;
    for (PathRtt path : paths) {
      if (path.shift() != 0 && path.sampledAt() >= nowMillis - TOGETHER_MILLIS) {
        deviating.add(path);
        sum += path.shift();
      }
    }
    double mean = sum / deviating.size();
    double limit = Math.max(ALIKE_MILLIS, ALIKE_SHARE * Math.abs(mean));
    deviating.removeIf(path -> Math.abs(path.shift() - mean) > limit);
    if (deviating.size() >= most && (mean < 0 || areDistinct(deviating))) {
      double first = deviating.stream().mapToDouble(PathRtt::sampledAt).min().orElseThrow();
      deviating.forEach(PathRtt::step);
      paths.stream().filter(path -> path.sampledAt() < first).forEach(path -> path.presume(mean));
    }
  }

  private static boolean areDistinct(List<PathRtt> paths) {
    double[] shifts = paths.stream().mapToDouble(PathRtt::shift).sorted().toArray();
    double[] samples = paths.stream().mapToDouble(PathRtt::newestSample).sorted().toArray();
    int last = shifts.length - 1;
    return samples[last] - samples[0] > DISTINCT * (shifts[last] - shifts[0]);
  }
}
