package io.vantage.testbed.experiment.report;

import io.vantage.testbed.evaluate.PaperFigures;
import io.vantage.testbed.experiment.record.CellRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** The figures of a cell, strategy by strategy, beside those of the paper and of the simulation. */
final class ResultsTable {
  private static final List<String> HEAD =
      List.of(
          "strategy",
          "runs",
          "mean ms",
          "95 % CI of difference ms",
          "gain %",
          "paper gain %",
          "share of oracle %",
          "p50 ms",
          "p95 ms",
          "p99 ms",
          "transfers / h",
          "requests",
          "failed",
          "longest pause ms",
          "prediction error %",
          "simulated mean ms",
          "simulated − live %");

  private ResultsTable() {}

  static String of(ReportCell cell, CellResults results) {
    List<List<String>> rows =
        results.rows().stream().map(row -> cells(cell.record(), row)).toList();
    return Html.element("h3", title(cell.record()))
        + Html.figure(Html.table(HEAD, rows), caption(results))
        + notes(cell, results);
  }

  static String title(CellRecord cell) {
    return Html.format(
        "%s: %s, %s, %d replicas at %s",
        cell.name(),
        cell.topology(),
        cell.scenario(),
        cell.replicas(),
        String.join(", ", cell.places()));
  }

  private static List<String> cells(CellRecord cell, StrategyResult row) {
    OptionalDouble paper =
        cell.partitions() == 1
            ? PaperFigures.gain(cell.topology(), cell.scenario(), cell.replicas(), row.strategy())
            : OptionalDouble.empty();
    return List.of(
        row.strategy(),
        "" + row.runs(),
        Html.number(row.meanMs(), 2),
        Double.isFinite(row.ci95Ms()) ? "± " + Html.number(row.ci95Ms(), 2) : Html.UNKNOWN,
        Html.number(row.gainPercent(), 1),
        Html.number(paper.orElse(Double.NaN), 1),
        Html.number(row.oracleSharePercent(), 0),
        Html.number(row.delays().quantile(0.5), 1),
        Html.number(row.delays().quantile(0.95), 1),
        Html.number(row.delays().quantile(0.99), 1),
        Html.number(row.transfersPerHour(), 0),
        "" + row.delays().requests(),
        "" + row.delays().failed(),
        Html.number(row.longestPauseMs(), 0),
        Html.number(row.medianPredictionErrorPercent(), 1),
        Html.number(row.simulatedMeanMs(), 2),
        Html.number(row.simulatedMorePercent(), 1));
  }

  private static String caption(CellResults results) {
    return results
        .best()
        .map(
            best ->
                Html.format(
                    "The least mean delay is that of %s: %.1f %% less than native%s.",
                    best.strategy(),
                    best.gainPercent(),
                    results
                        .row(StrategyOrder.ORACLE)
                        .map(o -> Html.format("; the oracle stands at %.1f %%", o.gainPercent()))
                        .orElse("")))
        .orElse("There is no strategy to compare with native yet.");
  }

  /** What a reader must know to judge the figures. */
  private static String notes(ReportCell cell, CellResults results) {
    List<String> notes = new ArrayList<>();
    TreeSet<String> missing = new TreeSet<>();
    cell.replicas().forEach(replica -> missing.add(replica.name()));
    missing.removeAll(cell.byFixedLeader().keySet());
    if (!missing.isEmpty()) {
      notes.add(
          "There is no run yet with "
              + String.join(", ", missing)
              + " for its fixed leader: native and the oracle are provisional.");
    }
    long impossible =
        cell.runs().stream()
            .flatMap(run -> run.injected().stream())
            .filter(injected -> Double.isNaN(injected.taken()))
            .count();
    if (impossible > 0) {
      notes.add("Injections that could not be carried out, in all runs: " + impossible + ".");
    }
    results
        .simulationTrouble()
        .ifPresent(why -> notes.add("The simulation was given up: " + why + "."));
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append(Html.element("p", note)));
    return text.toString();
  }
}
