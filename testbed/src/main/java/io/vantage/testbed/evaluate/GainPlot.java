package io.vantage.testbed.evaluate;

import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Svg;
import java.util.List;
import java.util.Locale;

/** Bars: the gain of every strategy, cell by cell. */
final class GainPlot {
  private static final double LEFT = 60;
  private static final double TOP = 40;
  private static final double HEIGHT = 320;
  private static final double BAR = 14;
  private static final double GAP = 24;

  private GainPlot() {}

  static String of(String network, List<CellResult> results) {
    List<String> names =
        results.get(0).rows().stream()
            .map(Row::strategy)
            .filter(name -> !name.equals(Trial.NATIVE))
            .toList();
    double group = BAR * names.size() + GAP;
    double right = LEFT + group * results.size();
    Svg svg = new Svg(right + 160, TOP + HEIGHT + 60);
    svg.text(LEFT, 22, "start", network + ": less mean delay than native, in %");
    double least = Math.min(0, extreme(results, -1));
    double scale = HEIGHT / (extreme(results, 1) - least);
    double zero = TOP + HEIGHT + least * scale;
    for (double tick = Math.ceil(least / 10) * 10; zero - tick * scale >= TOP - 1; tick += 10) {
      svg.line(LEFT, zero - tick * scale, right, zero - tick * scale, "#dddddd");
      svg.text(LEFT - 6, zero - tick * scale + 4, "end", String.format(Locale.ROOT, "%.0f", tick));
    }
    for (int cell = 0; cell < results.size(); cell++) {
      double x = LEFT + group * cell + GAP / 2;
      int bar = 0;
      for (Row row : results.get(cell).rows()) {
        if (!row.strategy().equals(Trial.NATIVE)) {
          double height = row.gainPercent() * scale;
          svg.box(
              x + BAR * bar,
              zero - Math.max(0, height),
              BAR - 1,
              Math.abs(height),
              Palette.colour(row.strategy()),
              String.format(Locale.ROOT, "%s %.1f %%", row.strategy(), row.gainPercent()));
          bar++;
        }
      }
      Cell shown = results.get(cell).cell();
      double middle = x + BAR * names.size() / 2;
      svg.text(middle, TOP + HEIGHT + 18, "middle", shown.scenario());
      svg.text(middle, TOP + HEIGHT + 34, "middle", shown.replicas() + " replicas");
    }
    svg.line(LEFT, zero, right, zero, "#000000");
    svg.legend(right + 10, TOP, names);
    return svg.finish();
  }

  /** The largest gain, or with sign -1 the least. */
  private static double extreme(List<CellResult> results, int sign) {
    return sign
        * results.stream()
            .flatMap(result -> result.rows().stream())
            .mapToDouble(row -> sign * row.gainPercent())
            .max()
            .orElse(0);
  }
}
