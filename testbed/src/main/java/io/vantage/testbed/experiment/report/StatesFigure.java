package io.vantage.testbed.experiment.report;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.simulation.Injection;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.State;
import io.vantage.testbed.plot.Axis;
import io.vantage.testbed.plot.Palette;
import io.vantage.testbed.plot.Plane;
import io.vantage.testbed.plot.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** States in the plane of two round-trip times (the paper's figure 4). */
final class StatesFigure {
  private static final int POINTS = 1_500;

  private StatesFigure() {}

  static String of(ReportCell cell, CellResults results) {
    Optional<RunRecord> run = shown(cell);
    return run.isEmpty() || cell.record().replicas() < 3 ? "" : draw(cell, run.get());
  }

  /** The first run of vantage if there is one, else of the last strategy that has states. */
  private static Optional<RunRecord> shown(ReportCell cell) {
    List<RunRecord> measured =
        cell.byStrategy().values().stream()
            .map(runs -> runs.get(0))
            .filter(run -> !run.states().isEmpty())
            .toList();
    return Stream.concat(
            measured.stream().filter(run -> run.strategy().equals("vantage")),
            measured.stream().sorted(StrategyOrder.BY_RUN.reversed()))
        .findFirst();
  }

  private static String draw(ReportCell cell, RunRecord run) {
    List<Series> all = series(cell, run);
    String name = cell.record().name();
    Svg svg =
        new Svg(
            860,
            460,
            "States, " + name,
            "Round-trip times of every replica to the first two of the others");
    Plane plane =
        new Plane(
            svg,
            70,
            20,
            540,
            380,
            Axis.around(all.stream().flatMapToDouble(s -> s.states.stream().mapToDouble(s::first))),
            Axis.around(
                all.stream().flatMapToDouble(s -> s.states.stream().mapToDouble(s::second))));
    plane.axes("RTT to the first other replica in ms", "RTT to the second other replica in ms");
    for (int i = 0; i < all.size(); i++) {
      Series series = all.get(i);
      double[] across = series.states.stream().mapToDouble(series::first).toArray();
      double[] up = series.states.stream().mapToDouble(series::second).toArray();
      int index = cell.indexOf(series.replica);
      plane.points(across, up, Palette.replica(index), series.replica);
      svg.pointLegend(630, 24 + 18 * i, series.title(), Palette.replica(index));
    }
    return Html.figure(
        svg.finish(),
        Html.format(
            "%s, %s: %s; %d states are drawn of %d.",
            name,
            run.strategy(),
            sight(cell),
            all.stream().mapToInt(series -> series.states.size()).sum(),
            run.states().size()));
  }

  private static String sight(ReportCell cell) {
    boolean delayed =
        cell.trace().injections().stream()
            .anyMatch(injection -> injection.kind() == Injection.Kind.DELAY_MS);
    return delayed
        ? "each replica has a cloud where no delay is injected, and others to the right of it and"
            + " above it while there is one at it or at the replicas it measures"
        : "no delay is injected here: each replica has one cloud, unless its load spreads it";
  }

  private static List<Series> series(ReportCell cell, RunRecord run) {
    List<Series> all = new ArrayList<>();
    List<String> names = cell.replicas().stream().map(ReplicaId::name).toList();
    for (String replica : names) {
      List<String> others = names.stream().filter(other -> !other.equals(replica)).toList();
      String first = others.get(0);
      String second = others.get(1);
      List<State> states =
          run.states().stream()
              .filter(state -> state.replica().equals(replica))
              .filter(state -> state.rttMillis().keySet().containsAll(List.of(first, second)))
              .toList();
      all.add(new Series(replica, first, second, Sparse.of(states, POINTS / names.size())));
    }
    return all;
  }

  private record Series(String replica, String firstOther, String secondOther, List<State> states) {
    double first(State state) {
      return state.rttMillis().get(firstOther);
    }

    double second(State state) {
      return state.rttMillis().get(secondOther);
    }

    String title() {
      return replica + " (to " + firstOther + ", to " + secondOther + ")";
    }
  }
}
