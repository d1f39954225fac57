package io.vantage.testbed.experiment.report;

import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How often the leader changed: the sum over time, for every strategy (the paper's figure 6). */
final class TransferFigure {
  private TransferFigure() {}

  static String of(ReportCell cell, CellResults results) {
    Map<String, List<Double>> changes = new LinkedHashMap<>();
    cell.byStrategy().forEach((name, runs) -> changes.put(name, Leads.changes(runs.get(0))));
    if (changes.isEmpty()) {
      return "";
    }
    String name = cell.record().name();
    Svg svg = new Svg(840, 380, "Changes of leader, " + name, "Sum over time, by strategy");
    Axis up = Axis.fromZero(changes.values().stream().mapToDouble(List::size));
    Plane plane = new Plane(svg, 70, 20, 580, 300, new Axis(0, cell.record().endSeconds()), up);
    plane.axes("seconds since the run began", "changes of leader");
    changes.forEach((strategy, times) -> steps(plane, strategy, times));
    svg.lineLegend(670, 24, List.copyOf(changes.keySet()));
    return Html.figure(svg.finish() + table(results), caption(name, results));
  }

  private static void steps(Plane plane, String strategy, List<Double> times) {
    double[] across = new double[2 * times.size() + 2];
    double[] up = new double[across.length];
    for (int i = 0; i < times.size(); i++) {
      double time = Math.max(0, times.get(i));
      across[2 * i + 1] = time;
      up[2 * i + 1] = i;
      across[2 * i + 2] = time;
      up[2 * i + 2] = i + 1;
    }
    across[across.length - 1] = plane.across().most();
    up[up.length - 1] = times.size();
    plane.curve(across, up, Palette.strategy(strategy), strategy);
  }

  private static String table(CellResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (StrategyResult row : moving(results)) {
      rows.add(
          List.of(
              row.strategy(),
              "" + row.runs(),
              Html.number(row.transfers(), 0),
              Html.number(row.transfersPerHour(), 0)));
    }
    return Html.table(
        List.of("strategy", "runs", "transfers in all runs", "transfers / h and partition"), rows);
  }

  private static List<StrategyResult> moving(CellResults results) {
    return results.rows().stream()
        .filter(row -> !row.strategy().equals(StrategyOrder.ORACLE))
        .toList();
  }

  private static String caption(String cell, CellResults results) {
    Comparator<StrategyResult> byRate =
        Comparator.comparingDouble(StrategyResult::transfersPerHour);
    List<StrategyResult> strategies =
        moving(results).stream()
            .filter(row -> !row.strategy().equals(StrategyOrder.NATIVE))
            .toList();
    Optional<StrategyResult> least = strategies.stream().min(byRate);
    Optional<StrategyResult> most = strategies.stream().max(byRate);
    return Html.format(
        "%s: from %.0f transfers per hour (%s) to %.0f (%s); drawn is the first run of each strategy.",
        cell,
        least.orElseThrow().transfersPerHour(),
        least.get().strategy(),
        most.orElseThrow().transfersPerHour(),
        most.get().strategy());
  }
}
