package io.vantage.testbed.plot;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Looks of strategies and replicas. The colours are those that people with any kind of sight can
 * tell apart (Okabe and Ito, without the yellow, which is too faint for a line). A strategy has the
 * same look in every plot; those that share a colour are not compared with each other.
 */
public final class Palette {
  private static final Map<String, Look> STRATEGIES =
      Map.ofEntries(
          Map.entry("native", new Look("#888888", "7 3", Marker.SQUARE)),
          Map.entry("native-masters", new Look("#bbbbbb", "3 3", Marker.SQUARE)),
          Map.entry("rtt-only", new Look("#e69f00", "2 2", Marker.TRIANGLE)),
          Map.entry("seer-ols", new Look("#cc79a7", "9 3 2 3", Marker.DIAMOND)),
          Map.entry("seer-en", new Look("#56b4e9", "5 2", Marker.CROSS)),
          Map.entry("seer-ann", new Look("#009e73", "12 3", Marker.PLUS)),
          Map.entry("vantage", new Look("#0072b2", "", Marker.CIRCLE)),
          Map.entry("vantage-no-prior", new Look("#e69f00", "2 2", Marker.TRIANGLE)),
          Map.entry("vantage-no-residual", new Look("#cc79a7", "9 3 2 3", Marker.DIAMOND)),
          Map.entry("vantage-no-rates", new Look("#56b4e9", "5 2", Marker.CROSS)),
          Map.entry("vantage-no-sharing", new Look("#009e73", "12 3", Marker.PLUS)),
          Map.entry("vantage-no-detection", new Look("#666666", "4 4", Marker.RING)),
          Map.entry("oracle", new Look("#d55e00", "9 2 2 2 2 2", Marker.RING)),
          Map.entry("bound", new Look("#000000", "1 2", Marker.SQUARE)));

  private static final List<String> REPLICAS =
      List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#000000");
  private static final List<String> DASHES = List.of("1 3", "8 2", "3 1", "6 2 1 2");

  private Palette() {}

  /** Colour of a strategy. */
  public static String colour(String strategy) {
    return strategy(strategy).colour();
  }

  /** Look of a strategy; a variant, as {@code seer-en-p0}, has the colour of what it varies. */
  public static Look strategy(String name) {
    Look known = STRATEGIES.get(name);
    if (known != null) {
      return known;
    }
    int chosen = Math.floorMod(name.hashCode(), DASHES.size());
    String colour =
        STRATEGIES.keySet().stream()
            .filter(other -> name.startsWith(other + "-"))
            .max(Comparator.comparing(String::length))
            .map(other -> STRATEGIES.get(other).colour())
            .orElse("#444444");
    return new Look(colour, DASHES.get(chosen), Marker.values()[chosen]);
  }

  /**
   * Look of a replica.
   *
   * @param index counted from 0
   */
  public static Look replica(int index) {
    int chosen = index % REPLICAS.size();
    return new Look(REPLICAS.get(chosen), "", Marker.values()[chosen]);
  }
}
