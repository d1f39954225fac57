package io.vantage.testbed.experiment.report;

import io.vantage.seer.simulation.Injection;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The stretches of time between injections, in which conditions are the same. */
final class Intervals {
  private final double[] starts;
  private final double end;

  private Intervals(double[] starts, double end) {
    this.starts = starts;
    this.end = end;
  }

  /** The first begins with the end of the warm-up, the last ends with the run. */
  static Intervals of(ReportCell cell) {
    double begin = cell.record().warmUpSeconds();
    DoubleStream changes =
        cell.trace().injections().stream()
            .mapToDouble(Injection::timeSeconds)
            .filter(t -> t > begin);
    double[] starts = DoubleStream.concat(DoubleStream.of(begin), changes).distinct().toArray();
    return new Intervals(starts, cell.record().endSeconds());
  }

  int count() {
    return starts.length;
  }

  /** Which one a time is in; -1 if it is in none and therefore not evaluated. */
  int at(double seconds) {
    if (!(seconds >= starts[0] && seconds <= end)) {
      return -1;
    }
    int found = Arrays.binarySearch(starts, seconds);
    return found >= 0 ? found : -found - 2;
  }
}
