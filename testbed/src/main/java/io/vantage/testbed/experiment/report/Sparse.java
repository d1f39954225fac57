package io.vantage.testbed.experiment.report;

import java.util.List;
import java.util.stream.IntStream;

/** Takes so many points out of many that a plot stays small; the same ones every time. */
final class Sparse {
  private Sparse() {}

  /** At most so many of these, evenly spread over them. */
  static <T> List<T> of(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / most)))
        .toList();
  }
}
