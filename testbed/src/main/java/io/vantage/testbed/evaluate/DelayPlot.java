package io.vantage.testbed.evaluate;

import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Svg;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Curves: the share of requests that were answered within a time, for every strategy. */
final class DelayPlot {
  private static final double LEFT = 60;
  private static final double TOP = 40;
  private static final double WIDTH = 560;
  private static final double HEIGHT = 320;
  private static final double SHOWN = 0.99;

  private DelayPlot() {}

  static String of(CellResult result) {
    List<String> names = List.copyOf(result.quantiles().keySet());
    Svg svg = new Svg(LEFT + WIDTH + 190, TOP + HEIGHT + 60);
    svg.text(LEFT, 22, "start", result.cell().title());
    double most =
        result.quantiles().values().stream()
            .mapToDouble(values -> values[(int) (SHOWN * (values.length - 1))])
            .max()
            .orElse(1);
    axes(svg, most);
    for (String name : names) {
      double[] values = result.quantiles().get(name);
      int shown = (int) Arrays.stream(values).filter(value -> value <= most).count();
      double[] x = new double[shown];
      double[] y = new double[shown];
      Arrays.setAll(x, i -> LEFT + values[i] / most * WIDTH);
      Arrays.setAll(y, i -> TOP + HEIGHT * (1 - i / (values.length - 1.0)));
      svg.curve(x, y, Palette.strategy(name), name);
    }
    svg.lineLegend(LEFT + WIDTH + 10, TOP, names);
    return svg.finish();
  }

  private static void axes(Svg svg, double most) {
    double bottom = TOP + HEIGHT;
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = bottom - HEIGHT * percent / 100;
      svg.line(LEFT, y, LEFT + WIDTH, y, "#dddddd");
      svg.text(LEFT - 6, y + 4, "end", percent + " %");
    }
    double step = step(most);
    for (double tick = 0; tick <= most; tick += step) {
      double x = LEFT + tick / most * WIDTH;
      svg.line(x, bottom, x, bottom + 4, "#000000");
      svg.text(
          x,
          bottom + 18,
          "middle",
          String.format(Locale.ROOT, "%.4g", tick).replaceAll("\\.0+$", ""));
    }
    svg.text(LEFT + WIDTH / 2, bottom + 40, "middle", "delay in ms");
    svg.line(LEFT, bottom, LEFT + WIDTH, bottom, "#000000");
    svg.line(LEFT, TOP, LEFT, bottom, "#000000");
  }

  /** 1, 2 or 5 times a power of ten, for five to ten ticks. */
  private static double step(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-3) / 5)));
    double times = most / 5 / power;
    return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
  }
}
