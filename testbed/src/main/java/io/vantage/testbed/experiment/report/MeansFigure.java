package io.vantage.testbed.experiment.report;

import io.vantage.testbed.plot.BarChart;
import io.vantage.testbed.plot.BarChart.Bar;
import io.vantage.testbed.plot.Palette;
import java.util.Comparator;
import java.util.List;

/** Bars: the mean delay of every strategy and variant, cell by cell (the paper's figure 7). */
final class MeansFigure {
  private MeansFigure() {}

  static String of(List<CellResults> cells) {
    BarChart chart = new BarChart("mean delay in ms");
    for (CellResults cell : cells) {
      chart.group(
          cell.cell().name(),
          cell.rows().stream()
              .map(
                  row ->
                      new Bar(
                          row.strategy(), row.meanMs(), Double.NaN, Palette.colour(row.strategy())))
              .toList());
    }
    return Html.figure(
        chart.draw("Mean delays", "Mean delay of every strategy, by cell"), caption(cells));
  }

  private static String caption(List<CellResults> cells) {
    List<StrategyResult> best = cells.stream().flatMap(cell -> cell.best().stream()).toList();
    return best.stream()
        .map(StrategyResult::strategy)
        .distinct()
        .max(Comparator.comparingLong(name -> count(best, name)))
        .map(
            name ->
                Html.format(
                    "%s has the least mean delay of the strategies in %d of %d cells.",
                    name, count(best, name), best.size()))
        .orElse("There is no strategy beside the fixed leaders yet.");
  }

  private static long count(List<StrategyResult> rows, String strategy) {
    return rows.stream().filter(row -> row.strategy().equals(strategy)).count();
  }
}
