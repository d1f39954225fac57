package io.vantage.testbed.plot;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A range of values along a side of a plot. */
public record Axis(double least, double most) {
  /** A range is never empty, so that it can be drawn even for equal values. */
  public Axis {
    if (!(most > least)) {
      most = least + 1;
    }
  }

  /** From zero to the largest of the values and a little more. */
  public static Axis fromZero(DoubleStream values) {
    return new Axis(0, 1.05 * values.filter(Double::isFinite).max().orElse(1));
  }

  /** All the values, with a little room on both sides. */
  public static Axis around(DoubleStream values) {
    double[] sorted = values.filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Axis(0, 1);
    }
    double room = 0.08 * (sorted[sorted.length - 1] - sorted[0]);
    return new Axis(sorted[0] - room, sorted[sorted.length - 1] + room);
  }

  /** Where a value is: 0 at the beginning, 1 at the end. */
  double share(double value) {
    return (value - least) / (most - least);
  }

  /** Round values within the range, about as many as asked for. */
  double[] ticks(int about) {
    double step = step((most - least) / about);
    double first = Math.ceil(least / step - 1e-9);
    double[] ticks = new double[(int) (Math.floor(most / step + 1e-9) - first) + 1];
    Arrays.setAll(ticks, i -> (first + i) * step);
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double step(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    double times = atLeast / power;
    return power * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
  }

  static String label(double tick) {
    String text = String.format(Locale.ROOT, "%.6f", tick).replaceAll("\\.?0+$", "");
    return text.equals("-0") ? "0" : text;
  }
}
