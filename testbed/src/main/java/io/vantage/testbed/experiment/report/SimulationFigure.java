package io.vantage.testbed.experiment.report;

import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Look;
import io.vantage.testbed.plot.Marker;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Mean delays that were measured beside those of the simulation. */
final class SimulationFigure {
  private static final double BAND_PERCENT = 15;

  private SimulationFigure() {}

  static String of(ReportCell cell, CellResults results) {
    List<StrategyResult> rows =
        results.rows().stream().filter(row -> Double.isFinite(row.simulatedMorePercent())).toList();
    return rows.isEmpty() ? "" : draw(cell.record().name(), rows);
  }

  private static String draw(String cell, List<StrategyResult> rows) {
    Svg svg =
        new Svg(
            760,
            440,
            "Simulation and measurement, " + cell,
            "Mean delay of every strategy as measured against as simulated");
    Axis axis =
        Axis.around(
            rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(row.meanMs(), row.simulatedMeanMs())));
    Plane plane = new Plane(svg, 70, 20, 360, 360, axis, axis);
    plane.axes("measured mean in ms", "simulated mean in ms");
    band(svg, plane, axis);
    for (int i = 0; i < rows.size(); i++) {
      StrategyResult row = rows.get(i);
      Look look = Palette.strategy(row.strategy());
      plane.points(
          new double[] {row.meanMs()}, new double[] {row.simulatedMeanMs()}, look, row.strategy());
      svg.pointLegend(450, 24 + 18 * i, row.strategy(), look);
    }
    return Html.figure(svg.finish() + table(rows), caption(cell, rows));
  }

  /** The diagonal, and what is less than the band from it. */
  private static void band(Svg svg, Plane plane, Axis axis) {
    double from = axis.least();
    double to = axis.most();
    double more = 1 + BAND_PERCENT / 100;
    double less = 1 - BAND_PERCENT / 100;
    double[] x = {from, to / more, to, to, to, from / less, from};
    double[] y = {from * more, to, to, to, to * less, from, from};
    double[] across = new double[x.length];
    double[] up = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      across[i] = plane.x(Math.max(from, Math.min(to, x[i])));
      up[i] = plane.y(Math.max(from, Math.min(to, y[i])));
    }
    svg.area(across, up, "#999999", "within 15 %");
    double[] ends = {from, to};
    plane.curve(ends, ends, new Look("#000000", "", Marker.CIRCLE), "simulated as measured");
  }

  private static String table(List<StrategyResult> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (StrategyResult row : rows) {
      cells.add(
          List.of(
              row.strategy(),
              Html.number(row.meanMs(), 2),
              Html.number(row.simulatedMeanMs(), 2),
              Html.number(row.simulatedMorePercent(), 1),
              Html.number(row.gainPercent(), 1),
              Html.number(row.simulatedGainPercent(), 1)));
    }
    return Html.table(
        List.of(
            "strategy",
            "measured mean ms",
            "simulated mean ms",
            "simulated − measured %",
            "measured gain %",
            "simulated gain %"),
        cells);
  }

  private static String caption(String cell, List<StrategyResult> rows) {
    int pairs = 0;
    int agreeing = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = i + 1; j < rows.size(); j++) {
        double measured = rows.get(i).meanMs() - rows.get(j).meanMs();
        double simulated = rows.get(i).simulatedMeanMs() - rows.get(j).simulatedMeanMs();
        pairs++;
        agreeing += measured * simulated > 0 ? 1 : 0;
      }
    }
    return Html.format(
        "%s: %d of %d means lie within ±%.0f %% (the grey band); the order is the same for %d of %d"
            + " pairs.",
        cell,
        rows.stream().filter(row -> Math.abs(row.simulatedMorePercent()) <= BAND_PERCENT).count(),
        rows.size(),
        BAND_PERCENT,
        agreeing,
        pairs);
  }
}
