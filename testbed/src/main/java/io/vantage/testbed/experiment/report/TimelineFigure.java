package io.vantage.testbed.experiment.report;

import io.vantage.seer.simulation.Injection;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What was injected, which replica led, and the delay of every second beside native's. */
final class TimelineFigure {
  private static final double LEFT = 70;
  private static final double WIDTH = 760;
  private static final double LANE = 18;
  private static final double GAP = 24;
  private static final double DELAYS = 170;

  private final ReportCell cell;
  private final RunRecord run;
  private final Svg svg;
  private final Axis time;
  private double top = GAP;

  private TimelineFigure(ReportCell cell, RunRecord run) {
    this.cell = cell;
    this.run = run;
    this.time = new Axis(0, cell.record().endSeconds());
    long partitions = run.leads().stream().map(Lead::partition).distinct().count();
    double height = LANE * (cell.record().replicas() + partitions) + 3 * GAP + DELAYS + 50;
    this.svg =
        new Svg(
            LEFT + WIDTH + 110,
            height,
            run.strategy() + " in " + cell.record().name(),
            "Injections at every replica, the leader, and the mean delay of every second");
  }

  /** One figure for each of the strategies that are worth it. */
  static String of(ReportCell cell, CellResults results) {
    Map<String, List<RunRecord>> byStrategy = cell.byStrategy();
    List<String> shown =
        List.of("vantage", "seer-en").stream().filter(byStrategy::containsKey).toList();
    if (shown.isEmpty()) {
      shown = results.best().map(best -> List.of(best.strategy())).orElse(List.of());
    }
    StringBuilder figures = new StringBuilder();
    for (String strategy : shown) {
      figures.append(new TimelineFigure(cell, byStrategy.get(strategy).get(0)).draw());
    }
    return figures.toString();
  }

  private String draw() {
    injections();
    leaders();
    delays();
    return Html.figure(svg.finish(), caption());
  }

  private String caption() {
    long moves = Leads.changes(run).size();
    return Html.format(
        "%s, %s: the leader changed %d times while %d injections came; top: what was injected at"
            + " each replica, middle: who led (by colour and name), bottom: mean delay of every"
            + " second.",
        cell.record().name(),
        run.strategy(),
        moves,
        cell.trace().injections().stream().filter(TimelineFigure::disturbs).count());
  }

  private static boolean disturbs(Injection injection) {
    return injection.value() != injection.kind().normal();
  }

  private void injections() {
    svg.text(LEFT, top - 8, "start", "injected: " + largest());
    for (int replica = 0; replica < cell.record().replicas(); replica++) {
      double bottom = top + LANE - 2;
      svg.text(LEFT - 8, bottom - 3, "end", cell.replicas().get(replica).name());
      svg.line(LEFT, bottom, LEFT + WIDTH, bottom, "#bbbbbb");
      for (Injection.Kind kind : Injection.Kind.values()) {
        steps(replica, kind, bottom);
      }
      top += LANE;
    }
    top += GAP;
  }

  /** What the full height of a lane stands for. */
  private String largest() {
    List<String> words = new ArrayList<>();
    for (Injection.Kind kind : Injection.Kind.values()) {
      double most = most(kind);
      if (most > 0) {
        words.add(
            switch (kind) {
              case DELAY_MS -> Html.format("delay, up to %.0f ms", most);
              case CPU_PERCENT -> Html.format("CPU contention, up to %.0f %%", 100 * most);
              case LIMIT_PERCENT -> Html.format("CPU limit, down to %.0f %%", 100 * (1 - most));
            });
      }
    }
    return String.join("; ", words);
  }

  private static double strength(Injection injection) {
    return Math.abs(injection.value() - injection.kind().normal());
  }

  private double most(Injection.Kind kind) {
    return cell.trace().injections().stream()
        .filter(injection -> injection.kind() == kind)
        .mapToDouble(TimelineFigure::strength)
        .max()
        .orElse(0);
  }

  private void steps(int replica, Injection.Kind kind, double bottom) {
    List<Injection> steps =
        cell.trace().injections().stream()
            .filter(i -> i.replica() == replica && i.kind() == kind)
            .toList();
    double most = most(kind);
    for (int i = 0; i < steps.size(); i++) {
      Injection step = steps.get(i);
      double end =
          i + 1 < steps.size() ? steps.get(i + 1).timeSeconds() : cell.record().endSeconds();
      double height = most > 0 ? (LANE - 3) * strength(step) / most : 0;
      if (height > 0 && end > step.timeSeconds()) {
        double from = x(step.timeSeconds());
        double scale = kind == Injection.Kind.DELAY_MS ? 1 : 100;
        svg.box(
            from,
            bottom - height,
            x(end) - from,
            height,
            Palette.replica(replica).colour(),
            Html.format("%s %.0f at %.0f s", kind, scale * step.value(), step.timeSeconds()));
      }
    }
  }

  private double x(double seconds) {
    return LEFT + WIDTH * seconds / cell.record().endSeconds();
  }

  private void leaders() {
    svg.text(LEFT, top - 8, "start", "leader of each partition");
    for (Map.Entry<String, List<Lead>> led : Leads.byPartition(run).entrySet()) {
      svg.text(LEFT - 8, top + 12, "end", led.getKey());
      List<Lead> leads = led.getValue();
      for (int i = 0; i < leads.size(); i++) {
        double end =
            i + 1 < leads.size() ? leads.get(i + 1).timeSeconds() : cell.record().endSeconds();
        segment(leads.get(i), Math.max(0, leads.get(i).timeSeconds()), end);
      }
      top += LANE;
    }
    top += GAP;
  }

  private void segment(Lead lead, double from, double to) {
    double width = x(to) - x(from);
    if (width > 0) {
      String colour = Palette.replica(Math.max(0, cell.indexOf(lead.leader()))).colour();
      svg.box(x(from), top, width, LANE - 3, colour, lead.leader());
      if (width > 22) {
        svg.box(x(from) + 2, top + 1.5, 16, LANE - 6, "#ffffff", lead.leader());
        svg.text(x(from) + 10, top + 12, "middle", lead.leader());
      }
    }
  }

  private void delays() {
    double[] own = perSecond(List.of(run));
    double[] reference = perSecond(cell.fixed());
    Axis up = Axis.fromZero(DoubleStream.concat(Arrays.stream(own), Arrays.stream(reference)));
    Plane plane = new Plane(svg, LEFT, top, WIDTH, DELAYS, time, up);
    plane.axes("seconds since the run began", "mean delay in ms");
    double[] seconds = new double[own.length];
    Arrays.setAll(seconds, i -> i + 0.5);
    plane.curve(seconds, reference, Palette.strategy(StrategyOrder.NATIVE), StrategyOrder.NATIVE);
    plane.curve(seconds, own, Palette.strategy(run.strategy()), run.strategy());
    double warm = plane.x(cell.record().warmUpSeconds());
    svg.line(warm, top, warm, top + DELAYS, "#000000");
    svg.text(warm - 4, top + 12, "end", "warm-up");
    svg.lineLegend(LEFT + WIDTH + 10, top, List.of(StrategyOrder.NATIVE, run.strategy()));
  }

  /** Means of the requests that were sent in a second; NaN for a second without any. */
  private double[] perSecond(List<RunRecord> runs) {
    int seconds = (int) Math.ceil(cell.record().endSeconds());
    double[] sums = new double[seconds];
    int[] counts = new int[seconds];
    for (RunRecord some : runs) {
      for (Request request : some.requests()) {
        int second = (int) Math.floor(request.timeSeconds());
        if (second >= 0 && second < seconds && !Double.isNaN(request.delayMillis())) {
          sums[second] += request.delayMillis();
          counts[second]++;
        }
      }
    }
    Arrays.setAll(sums, i -> counts[i] == 0 ? Double.NaN : sums[i] / counts[i]);
    return sums;
  }
}
