package io.vantage.testbed.experiment.report;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A part of the report.
 *
 * @param words what the figures of this part show
 * @param ofCell what is shown of one cell
 * @param ofAll what is shown of all cells together
 */
record ReportSection(
    String title,
    String words,
    BiFunction<ReportCell, CellResults, String> ofCell,
    Function<List<CellResults>, String> ofAll) {
  /** All parts, in the order of the report. */
  static final List<ReportSection> ALL =
      List.of(
          each(
              "Results",
              "native is the mean over all fixed leaders; the oracle is the fixed leader with the"
                  + " least mean delay in each interval between injections, and the least of noisy"
                  + " means favours it a little. Requests before the first injection are not"
                  + " evaluated, failed ones are counted but not averaged. Confidence intervals are"
                  + " those of the difference to native, paired over the intervals between"
                  + " injections. The simulation replays the same trace with the same distances"
                  + " and the same load. The paper is arXiv 2104.01355.",
              ResultsTable::of),
          together(
              "Gains",
              "How much less the mean delay is than native's; whiskers are 95 % confidence"
                  + " intervals.",
              GainFigure::of),
          each(
              "Leaders over injections",
              "The first run of a strategy; native is the mean of all fixed leaders at the same"
                  + " time.",
              TimelineFigure::of),
          together(
              "What a bad leader costs",
              "Mean delay while one replica leads all the time (the paper's figure 2).",
              FixedLeaderFigure::of),
          each(
              "States",
              "What the replicas measured, in the plane of two round-trip times (the paper's figure"
                  + " 4).",
              StatesFigure::of),
          each(
              "Delays",
              "Share of the requests that were answered within a time (the paper's figure 5).",
              DelayFigure::of),
          each(
              "Reconfigurations",
              "How often the leader changed (the paper's figure 6); native never changes it.",
              TransferFigure::of),
          together(
              "Mean delays", "By strategy and variant (the paper's figure 7).", MeansFigure::of),
          each(
              "Predicted against measured",
              "The delay that the elector expected of the leader it chose, and what was measured"
                  + " then.",
              PredictionFigure::of),
          each(
              "Simulation against measurement",
              "The same trace, distances, load and strategies in the simulation; grey: less than"
                  + " 15 % apart.",
              SimulationFigure::of));

  private static ReportSection each(
      String title, String words, BiFunction<ReportCell, CellResults, String> ofCell) {
    return new ReportSection(title, words, ofCell, all -> "");
  }

  private static ReportSection together(
      String title, String words, Function<List<CellResults>, String> ofAll) {
    return new ReportSection(title, words, (cell, results) -> "", ofAll);
  }
}
