package io.vantage.testbed.evaluate;

import java.util.List;
import java.util.Locale;

/** The rows of a cell for people; 80 characters wide. */
final class EvaluationTable {
  private EvaluationTable() {}

  static String of(List<Row> rows, List<Long> seeds) {
    Row first = rows.get(0);
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%s, %s, %d replicas, %s, requests from %s, %s%n",
            first.topology(),
            first.scenario(),
            first.replicas(),
            first.partitions().equals("single") ? "one partition" : "regional partitions",
            first.requests(),
            seeds.size() == 1
                ? "seed " + seeds.get(0)
                : "seeds " + seeds.get(0) + "-" + seeds.get(seeds.size() - 1)));
    table.append(
        String.format(
            Locale.ROOT,
            "  %-20s %7s %5s %6s %6s %5s %5s %5s %5s %5s%n",
            "strategy",
            "mean ms",
            "±",
            "p50",
            "p99",
            "gain%",
            "paper",
            "share",
            "moves",
            "pause"));
    rows.forEach(row -> append(table, row));
    return table.toString();
  }

  private static void append(StringBuilder table, Row row) {
    var paper = PaperFigures.gain(row);
    table.append(
        String.format(
            Locale.ROOT,
            "  %-20s %7.2f %5s %6.1f %6.1f %5.1f %5s %4.0f%% %5.0f %5.1f%n",
            row.strategy(),
            row.meanMs(),
            Double.isNaN(row.ci95Ms()) ? "" : String.format(Locale.ROOT, "%.2f", row.ci95Ms()),
            row.p50Ms(),
            row.p99Ms(),
            row.gainPercent(),
            paper.isPresent() ? String.format(Locale.ROOT, "%.1f", paper.getAsDouble()) : "",
            row.oracleSharePercent(),
            row.transfersPerHour(),
            row.unavailableMsPerHour() / 1e3));
  }

  static String legend() {
    return """
        gain: less mean delay than native, whose figures are over all initial leaders;
        paper: the gain that the paper states; share: of the gain of the oracle, the
        best leader of each interval in hindsight; moves: changes of leader per
        partition and hour; pause: seconds per partition and hour without service;
        ±: 95 % confidence of the difference to native, paired over the seeds.""";
  }
}
