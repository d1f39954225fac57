package io.vantage.testbed.experiment.report;

import io.vantage.cluster.ReplicaId;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.plot.BarChart;
import io.vantage.testbed.plot.BarChart.Bar;
import io.vantage.testbed.plot.Palette;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** What a bad leader costs (the paper's figure 2): the mean delay under every fixed leader. */
final class FixedLeaderFigure {
  private FixedLeaderFigure() {}

  static String of(List<CellResults> cells) {
    BarChart chart = new BarChart("mean delay in ms");
    StringBuilder caption = new StringBuilder();
    for (CellResults cell : cells) {
      List<Bar> bars =
          cell.byFixedLeader().entrySet().stream()
              .map(led -> bar(cell.cell(), led.getKey(), led.getValue().mean()))
              .toList();
      chart.group(cell.cell().name(), bars);
      caption.append(cost(cell));
    }
    String drawing =
        chart.draw("Fixed leaders", "Mean delay while one replica led all the time, by cell");
    return Html.figure(drawing, caption.toString().strip());
  }

  private static Bar bar(CellRecord cell, String leader, double mean) {
    int index = ReportCell.replicas(cell).indexOf(new ReplicaId(leader));
    String place = index < 0 || index >= cell.places().size() ? "" : " " + cell.places().get(index);
    return new Bar(leader + place, mean, Double.NaN, Palette.replica(Math.max(0, index)).colour());
  }

  private static String cost(CellResults cell) {
    DoubleSummaryStatistics means =
        cell.byFixedLeader().values().stream().mapToDouble(Delays::mean).summaryStatistics();
    return means.getCount() < 2
        ? ""
        : Html.format(
            "%s: the worst leader costs %.0f %% more than the best. ",
            cell.cell().name(), 100 * (means.getMax() / means.getMin() - 1));
  }
}
