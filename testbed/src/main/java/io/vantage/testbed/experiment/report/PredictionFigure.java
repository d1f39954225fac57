package io.vantage.testbed.experiment.report;

import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Look;
import io.vantage.testbed.plot.Marker;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Delays that the elector predicted against those that it measured then; a panel per strategy. */
final class PredictionFigure {
  private static final int POINTS = 1_500;
  private static final double SHOWN = 0.99;
  private static final int COLUMNS = 3;
  private static final double SIDE = 200;
  private static final double LEFT = 70;
  private static final double TOP = 30;
  private static final double BELOW = 50;

  private final Map<String, List<Prediction>> byStrategy = new LinkedHashMap<>();
  private final String name;
  private final CellResults results;

  private PredictionFigure(ReportCell cell, CellResults results) {
    this.name = cell.record().name();
    this.results = results;
    cell.byStrategy()
        .forEach(
            (strategy, runs) -> {
              List<Prediction> known = Predictions.known(cell.record(), runs);
              if (!known.isEmpty()) {
                byStrategy.put(strategy, known);
              }
            });
  }

  static String of(ReportCell cell, CellResults results) {
    PredictionFigure figure = new PredictionFigure(cell, results);
    return figure.byStrategy.isEmpty() ? "" : figure.draw();
  }

  private String draw() {
    int rows = (byStrategy.size() + COLUMNS - 1) / COLUMNS;
    int columns = Math.min(COLUMNS, byStrategy.size());
    Svg svg =
        new Svg(
            columns * (LEFT + SIDE) + 20,
            rows * (TOP + SIDE + BELOW),
            "Predictions, " + name,
            "Predicted against measured delays, a panel per strategy");
    Axis axis = axis();
    List<List<String>> table = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    byStrategy.forEach(
        (strategy, predictions) -> {
          double left = LEFT + (LEFT + SIDE) * (table.size() % COLUMNS);
          double top = TOP + (TOP + SIDE + BELOW) * (table.size() / COLUMNS);
          panel(new Plane(svg, left, top, SIDE, SIDE, axis, axis), strategy, predictions);
          String error = Html.number(error(strategy), 1);
          table.add(List.of(strategy, "" + predictions.size(), error));
          errors.add(strategy + " " + error + " %");
        });
    return Html.figure(
        svg.finish() + Html.table(List.of("strategy", "predictions", "median error %"), table),
        name + ": median error of the predictions: " + String.join(", ", errors) + ".");
  }

  private void panel(Plane plane, String strategy, List<Prediction> predictions) {
    plane.axes("measured, ms", "predicted, ms");
    plane.svg().heading(plane.left(), plane.top() - 10, strategy);
    List<Prediction> drawn = Sparse.of(predictions, POINTS / byStrategy.size());
    plane.points(
        drawn.stream().mapToDouble(Prediction::measuredMillis).toArray(),
        drawn.stream().mapToDouble(Prediction::predictedMillis).toArray(),
        Palette.strategy(strategy),
        strategy);
    double[] ends = {0, plane.across().most()};
    plane.curve(ends, ends, new Look("#000000", "", Marker.CIRCLE), "predicted as measured");
  }

  private double error(String strategy) {
    return results
        .row(strategy)
        .map(StrategyResult::medianPredictionErrorPercent)
        .orElse(Double.NaN);
  }

  /** The same everywhere; without the largest values, which would press all others together. */
  private Axis axis() {
    double[] sorted =
        byStrategy.values().stream()
            .flatMap(List::stream)
            .flatMapToDouble(p -> DoubleStream.of(p.measuredMillis(), p.predictedMillis()))
            .sorted()
            .toArray();
    int shown = (int) Math.ceil(SHOWN * sorted.length);
    return Axis.fromZero(Arrays.stream(sorted, 0, shown));
  }
}
