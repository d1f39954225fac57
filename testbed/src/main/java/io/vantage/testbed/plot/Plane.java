package io.vantage.testbed.plot;

import java.util.Arrays;

/**
 * A part of a drawing in which values are placed by two axes.
 *
 * @param top y grows downwards in a drawing, but upwards in a plane
 */
public record Plane(
    Svg svg, double left, double top, double width, double height, Axis across, Axis up) {
  private static final String GRID = "#dddddd";
  private static final double PIXELS_ACROSS = 60;
  private static final double PIXELS_UP = 35;

  /** Where a value is in the drawing. */
  public double x(double value) {
    return left + width * across.share(value);
  }

  /** Where a value is in the drawing. */
  public double y(double value) {
    return top + height * (1 - up.share(value));
  }

  /** Lines and numbers for both axes, and what they stand for. */
  public void axes(String acrossLabel, String upLabel) {
    double bottom = top + height;
    for (double tick : up.ticks((int) Math.max(2, height / PIXELS_UP))) {
      svg.line(left, y(tick), left + width, y(tick), GRID);
      svg.text(left - 6, y(tick) + 4, "end", Axis.label(tick));
    }
    for (double tick : across.ticks((int) Math.max(2, width / PIXELS_ACROSS))) {
      svg.line(x(tick), bottom, x(tick), bottom + 4, "#000000");
      svg.text(x(tick), bottom + 18, "middle", Axis.label(tick));
    }
    svg.line(left, bottom, left + width, bottom, "#000000");
    svg.line(left, top, left, bottom, "#000000");
    svg.text(left + width / 2, bottom + 36, "middle", acrossLabel);
    svg.uptext(left - 44, top + height / 2, upLabel);
  }

  /** A line through points; those that are not numbers are left out. */
  public void curve(double[] across, double[] up, Look look, String hint) {
    int[] shown = shown(across, up);
    svg.curve(xs(across, shown), ys(up, shown), look, hint);
  }

  /** Points; those that are not numbers or not in the plane are left out. */
  public void points(double[] across, double[] up, Look look, String hint) {
    int[] shown =
        Arrays.stream(shown(across, up))
            .filter(i -> isWithin(this.across, across[i]) && isWithin(this.up, up[i]))
            .toArray();
    svg.points(xs(across, shown), ys(up, shown), look, hint);
  }

  private static boolean isWithin(Axis axis, double value) {
    return value >= axis.least() && value <= axis.most();
  }

  private static int[] shown(double[] across, double[] up) {
    int[] all = new int[across.length];
    Arrays.setAll(all, i -> i);
    return Arrays.stream(all)
        .filter(i -> Double.isFinite(across[i]) && Double.isFinite(up[i]))
        .toArray();
  }

  private double[] xs(double[] values, int[] shown) {
    return Arrays.stream(shown).mapToDouble(i -> x(values[i])).toArray();
  }

  private double[] ys(double[] values, int[] shown) {
    return Arrays.stream(shown).mapToDouble(i -> y(values[i])).toArray();
  }
}
