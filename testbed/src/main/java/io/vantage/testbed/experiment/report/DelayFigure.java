package io.vantage.testbed.experiment.report;

import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The share of requests answered within a time, for every strategy (the paper's figure 5). */
final class DelayFigure {
  private static final int STEPS = 200;
  private static final double SHOWN = 0.99;
  private static final List<Double> QUANTILES = List.of(0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99);

  private DelayFigure() {}

  static String of(ReportCell cell, CellResults results) {
    List<StrategyResult> rows =
        results.rows().stream().filter(row -> Double.isFinite(row.meanMs())).toList();
    if (rows.isEmpty()) {
      return "";
    }
    String name = cell.record().name();
    Svg svg =
        new Svg(
            840, 420, "Delays, " + name, "Share of requests answered within a time, by strategy");
    Axis across = Axis.fromZero(rows.stream().mapToDouble(row -> row.delays().quantile(SHOWN)));
    Plane plane = new Plane(svg, 70, 20, 580, 340, across, new Axis(0, 100));
    plane.axes("delay in ms", "requests answered, in %");
    for (StrategyResult row : rows) {
      double[] x = new double[(int) (SHOWN * STEPS) + 1];
      double[] y = new double[x.length];
      Arrays.setAll(x, i -> row.delays().quantile(i / (double) STEPS));
      Arrays.setAll(y, i -> 100.0 * i / STEPS);
      plane.curve(x, y, Palette.strategy(row.strategy()), row.strategy());
    }
    svg.lineLegend(670, 24, rows.stream().map(StrategyResult::strategy).toList());
    return Html.figure(svg.finish() + table(rows), Html.format("%s: %s", name, caption(results)));
  }

  private static String table(List<StrategyResult> rows) {
    List<String> head =
        Stream.concat(
                Stream.of("delay in ms"),
                QUANTILES.stream().map(share -> Html.format("%.0f %%", 100 * share)))
            .toList();
    return Html.table(
        head,
        rows.stream()
            .map(
                row ->
                    Stream.concat(
                            Stream.of(row.strategy()),
                            QUANTILES.stream()
                                .map(share -> Html.number(row.delays().quantile(share), 1)))
                        .toList())
            .toList());
  }

  private static String caption(CellResults results) {
    return results
        .best()
        .flatMap(
            best ->
                results
                    .row(StrategyOrder.NATIVE)
                    .map(
                        reference ->
                            Html.format(
                                "half of the requests are answered within %.1f ms by %s, %.1f ms by"
                                    + " native; 95 %% within %.1f and %.1f ms (curves end at 99 %%).",
                                best.delays().quantile(0.5),
                                best.strategy(),
                                reference.delays().quantile(0.5),
                                best.delays().quantile(0.95),
                                reference.delays().quantile(0.95))))
        .orElse("delays of the requests that were answered; curves end at 99 %.");
  }
}
