package io.vantage.testbed.plot;

import java.util.List;
import java.util.Locale;

/** A drawing: a few shapes, in the pixels of a page that is white. */
public final class Svg {
  private static final double MARKER = 3.5;

  /** More points than these may cover each other. */
  private static final int FEW = 50;

  private final StringBuilder text = new StringBuilder();

  /** An empty drawing of this size. */
  public Svg(double width, double height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
            + " viewBox=\"0 0 %1$.0f %2$.0f\" font-family=\"sans-serif\" font-size=\"12\">%n",
        width, height);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
  }

  /** An empty drawing with a name and a description for those who do not see it. */
  public Svg(double width, double height, String title, String description) {
    this(width, height);
    add("<title>%s</title><desc>%s</desc>%n", escaped(title), escaped(description));
  }

  private void add(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments));
  }

  /** A filled rectangle; the hint is shown to a resting mouse. */
  public void box(double x, double y, double width, double height, String colour, String hint) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"><title>%s</title>"
            + "</rect>%n",
        x, y, width, height, colour, escaped(hint));
  }

  /** A straight line. */
  public void line(double x1, double y1, double x2, double y2, String colour) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
        x1, y1, x2, y2, colour);
  }

  /** A line through points. */
  public void curve(double[] x, double[] y, Look look, String hint) {
    String dash = look.dash().isEmpty() ? "" : " stroke-dasharray=\"" + look.dash() + "\"";
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"%s><title>%s"
            + "</title></polyline>%n",
        points(x, y), look.colour(), dash, escaped(hint));
  }

  /** A filled area within points, through which what is below can be seen. */
  public void area(double[] x, double[] y, String colour, String hint) {
    add(
        "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.25\"><title>%s</title></polygon>%n",
        points(x, y), colour, escaped(hint));
  }

  private static String points(double[] x, double[] y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
    }
    return points.toString().strip();
  }

  /** Points of a series, all in one shape. */
  public void points(double[] x, double[] y, Look look, String hint) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append(look.marker().path(x[i], y[i], MARKER));
    }
    String paint =
        look.marker().isFilled()
            ? "fill=\"" + look.colour() + "\" fill-opacity=\"" + (x.length > FEW ? 0.5 : 1) + "\""
            : "fill=\"none\" stroke=\"" + look.colour() + "\" stroke-width=\"1.5\"";
    add("<path d=\"%s\" %s><title>%s</title></path>%n", path, paint, escaped(hint));
  }

  /**
   * Writes.
   *
   * @param anchor start, middle or end
   */
  public void text(double x, double y, String anchor, String words) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(words));
  }

  /** Writes in bold. */
  public void heading(double x, double y, String words) {
    add("<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\">%s</text>%n", x, y, escaped(words));
  }

  /** Writes from below to above, with the middle at the given place. */
  public void uptext(double x, double y, String words) {
    add(
        "<text x=\"%1$.1f\" y=\"%2$.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %1$.1f"
            + " %2$.1f)\">%3$s</text>%n",
        x, y, escaped(words));
  }

  /** Names of series with their colours, one below the other. */
  public void legend(double x, double y, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      box(x, y + 18 * i, 12, 12, Palette.colour(names.get(i)), names.get(i));
      text(x + 18, y + 18 * i + 10, "start", names.get(i));
    }
  }

  /** Names of strategies with their lines, one below the other. */
  public void lineLegend(double x, double y, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      double middle = y + 18 * i + 6;
      Look look = Palette.strategy(names.get(i));
      curve(new double[] {x, x + 34}, new double[] {middle, middle}, look, names.get(i));
      text(x + 40, middle + 4, "start", names.get(i));
    }
  }

  /** A name with the point of its series. */
  public void pointLegend(double x, double y, String name, Look look) {
    points(new double[] {x + 6}, new double[] {y + 6}, look, name);
    text(x + 18, y + 10, "start", name);
  }

  /** The drawing as an element. */
  public String finish() {
    return text + "</svg>\n";
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
