package io.vantage.testbed.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Lying bars with their names and numbers, in groups one below the other. */
public final class BarChart {
  private static final double LEFT = 150;
  private static final double WIDTH = 520;
  private static final double ROOM = 110;
  private static final double ROW = 20;
  private static final double BAR = 14;
  private static final double HEAD = 26;

  private final List<Group> groups = new ArrayList<>();
  private final String label;

  /**
   * A bar.
   *
   * @param spread half the length of the whisker; NaN for none
   */
  public record Bar(String name, double value, double spread, String colour) {
    private double end(int sign) {
      return value + (Double.isFinite(spread) ? sign * spread : 0);
    }
  }

  private record Group(String title, List<Bar> bars) {}

  /**
   * An empty chart.
   *
   * @param label what the lengths stand for
   */
  public BarChart(String label) {
    this.label = label;
  }

  /** Adds a group; bars whose value is not a number are left out. */
  public void group(String title, List<Bar> bars) {
    groups.add(
        new Group(title, bars.stream().filter(bar -> Double.isFinite(bar.value())).toList()));
  }

  /** Draws. */
  public String draw(String title, String description) {
    double height = groups.stream().mapToDouble(g -> HEAD + ROW * g.bars.size()).sum() + 60;
    Svg svg = new Svg(LEFT + WIDTH + ROOM, height, title, description);
    Axis axis = new Axis(extreme(-1), extreme(1) * 1.02);
    Plane plane = new Plane(svg, LEFT, 6, WIDTH, height - 50, axis, new Axis(0, 1));
    grid(svg, plane, axis);
    double y = 6;
    for (Group group : groups) {
      svg.heading(8, y + 18, group.title);
      y += HEAD;
      for (Bar bar : group.bars) {
        draw(svg, plane, bar, y);
        y += ROW;
      }
    }
    svg.line(plane.x(0), 6, plane.x(0), height - 44, "#000000");
    svg.text(LEFT + WIDTH / 2, height - 8, "middle", label);
    return svg.finish();
  }

  private double extreme(int sign) {
    DoubleStream ends =
        groups.stream().flatMap(g -> g.bars.stream()).mapToDouble(bar -> sign * bar.end(sign));
    return sign * Math.max(0, ends.max().orElse(0));
  }

  private static void grid(Svg svg, Plane plane, Axis axis) {
    double bottom = plane.top() + plane.height();
    for (double tick : axis.ticks(8)) {
      svg.line(plane.x(tick), plane.top(), plane.x(tick), bottom, "#dddddd");
      svg.text(plane.x(tick), bottom + 16, "middle", Axis.label(tick));
    }
  }

  private static void draw(Svg svg, Plane plane, Bar bar, double y) {
    double from = plane.x(Math.min(0, bar.value()));
    double to = plane.x(Math.max(0, bar.value()));
    String number = String.format(Locale.ROOT, "%.1f", bar.value());
    double end = Math.max(to, plane.x(0));
    svg.text(LEFT - 8, y + 12, "end", bar.name());
    svg.box(from, y + 1, to - from, BAR, bar.colour(), bar.name() + " " + number);
    if (Double.isFinite(bar.spread())) {
      double middle = y + 1 + BAR / 2;
      double low = plane.x(bar.end(-1));
      double high = plane.x(bar.end(1));
      svg.line(low, middle, high, middle, "#000000");
      svg.line(low, middle - 4, low, middle + 4, "#000000");
      svg.line(high, middle - 4, high, middle + 4, "#000000");
      number += String.format(Locale.ROOT, " ± %.1f", bar.spread());
      end = Math.max(end, high);
    }
    svg.text(end + 6, y + 12, "start", number);
  }
}
