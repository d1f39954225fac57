package io.vantage.testbed.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A drawing: a few shapes, in the pixels of a page that is white. */
final class Svg {
  /**
   * Colours that people with any kind of sight can tell apart (Okabe and Ito, without the yellow,
   * which is too faint for a line). A strategy has the same one in every plot; those that share one
   * are not compared with each other.
   */
  private static final Map<String, String> COLOURS =
      Map.ofEntries(
          Map.entry(Trial.NATIVE, "#999999"),
          Map.entry(Trial.NATIVE_MASTERS, "#cccccc"),
          Map.entry("rtt-only", "#e69f00"),
          Map.entry("seer-ols", "#cc79a7"),
          Map.entry("seer-en", "#56b4e9"),
          Map.entry("seer-ann", "#009e73"),
          Map.entry("vantage", "#0072b2"),
          Map.entry("vantage-no-prior", "#e69f00"),
          Map.entry("vantage-no-residual", "#cc79a7"),
          Map.entry("vantage-no-rates", "#56b4e9"),
          Map.entry("vantage-no-sharing", "#009e73"),
          Map.entry("vantage-no-detection", "#666666"),
          Map.entry(Trial.ORACLE, "#d55e00"),
          Map.entry(Trial.BOUND, "#000000"));

  private final StringBuilder text = new StringBuilder();

  Svg(double width, double height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " font-family=\"sans-serif\" font-size=\"12\">%n",
        width, height);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
  }

  /** Colour of a strategy. */
  static String colour(String strategy) {
    return COLOURS.getOrDefault(strategy, "#444444");
  }

  private void add(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }

  void box(double x, double y, double width, double height, String colour, String hint) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s</title>"
            + "</rect>%n",
        x, y, width, height, colour, escaped(hint));
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
        x1, y1, x2, y2, colour);
  }

  void curve(double[] x, double[] y, String colour, String hint) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"><title>%s</title>"
            + "</polyline>%n",
        points.toString().strip(), colour, escaped(hint));
  }

  /**
   * Writes.
   *
   * @param anchor start, middle or end
   */
  void text(double x, double y, String anchor, String words) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(words));
  }

  /** Names of series with their colours, one below the other. */
  void legend(double x, double y, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      box(x, y + 18 * i, 12, 12, colour(names.get(i)), names.get(i));
      text(x + 18, y + 18 * i + 10, "start", names.get(i));
    }
  }

  String finish() {
    return text + "</svg>\n";
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
