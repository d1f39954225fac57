package io.vantage.testbed.experiment.report;

import io.vantage.testbed.plot.BarChart;
import io.vantage.testbed.plot.BarChart.Bar;
import io.vantage.testbed.plot.Palette;
import java.util.List;

/** Bars: the gain of every strategy, cell by cell, with confidence intervals. */
final class GainFigure {
  private GainFigure() {}

  static String of(List<CellResults> cells) {
    BarChart chart = new BarChart("less mean delay than native, in %");
    int clear = 0;
    int all = 0;
    for (CellResults cell : cells) {
      List<Bar> bars =
          cell.rows().stream()
              .filter(row -> !row.strategy().equals(StrategyOrder.NATIVE))
              .map(row -> bar(cell, row))
              .toList();
      chart.group(cell.cell().name(), bars);
      all += bars.size();
      clear += (int) bars.stream().filter(bar -> bar.value() - bar.spread() > 0).count();
    }
    return Html.figure(
        chart.draw(
            "Gains",
            "Gain of every strategy against native, by cell; the table above has the numbers"),
        Html.format(
            "%d of %d bars lie above zero by more than their 95 %% confidence interval, the oracle's"
                + " included.",
            clear, all));
  }

  private static Bar bar(CellResults cell, StrategyResult row) {
    double reference =
        cell.row(StrategyOrder.NATIVE).map(StrategyResult::meanMs).orElse(Double.NaN);
    return new Bar(
        row.strategy(),
        row.gainPercent(),
        100 * row.ci95Ms() / reference,
        Palette.colour(row.strategy()));
  }
}
