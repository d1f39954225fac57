package io.vantage.testbed.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How gains are distributed over networks. */
final class AcrossNetworks {
  private AcrossNetworks() {}

  static boolean areMany(List<CellResult> results) {
    return results.stream().map(result -> result.cell().topology()).distinct().count() > 1;
  }

  static String table(List<CellResult> results) {
    Map<String, List<Double>> gains = new LinkedHashMap<>();
    for (CellResult result : results) {
      for (Row row : result.rows()) {
        if (!row.strategy().equals(Trial.NATIVE)) {
          gains
              .computeIfAbsent(
                  String.format(
                      Locale.ROOT,
                      "  %-7s %2d %-20s",
                      row.scenario(),
                      row.replicas(),
                      row.strategy()),
                  key -> new ArrayList<>())
              .add(row.gainPercent());
        }
      }
    }
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "Gain in %% over networks; CPU time per network: median %.1f s, most %.1f s%n"
                + "  %-31s %5s %6s %6s %6s %6s %6s%n",
            quantile(seconds(results), 0.5),
            quantile(seconds(results), 1),
            "",
            "count",
            "least",
            "p25",
            "median",
            "p75",
            "most"));
    gains.forEach(
        (key, values) -> {
          double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          table.append(
              String.format(
                  Locale.ROOT,
                  "%s  %5d %6.1f %6.1f %6.1f %6.1f %6.1f%n",
                  key,
                  sorted.length,
                  sorted[0],
                  quantile(sorted, 0.25),
                  quantile(sorted, 0.5),
                  quantile(sorted, 0.75),
                  quantile(sorted, 1)));
        });
    return table.toString();
  }

  private static double[] seconds(List<CellResult> results) {
    Map<String, Double> byNetwork = new LinkedHashMap<>();
    results.forEach(
        result -> byNetwork.merge(result.cell().topology(), result.cpuSeconds(), Double::sum));
    double[] seconds = byNetwork.values().stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(seconds);
    return seconds;
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
