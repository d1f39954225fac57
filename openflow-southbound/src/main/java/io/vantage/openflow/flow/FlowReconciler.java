package io.vantage.openflow.flow;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.OpenFlowVersion;
import io.vantage.network.NetworkView;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchStatistics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the programming of one switch with mastership, and compares it with what the
 * switch really has, periodically. A switch that has just connected is compared at once; one that
 * has been connected for longer was compared by the master before, and a new leader has better
 * things to do than to read all rules of all its switches. Confined to the switch's event loop.
 *
 * <p>A repair that does not help (a switch that gives a rule back in another form, say) is tried
 * three rounds in a row, then ever less often.
 */
public final class FlowReconciler {
  private static final Logger LOG = LoggerFactory.getLogger(FlowReconciler.class);

  private static final int EAGER_REPAIRS = 3;

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final DatapathId device;
  private final NetworkView view;
  private final FlowProgrammer programmer;
  private final FlowReadings readings;
  private final Clock clock;
  private Map<FlowKey, Integer> repairs = Map.of();
  private int epoch;
  private boolean freshlyConnected = true;
  private boolean busy;
  private boolean again;

  /**
   * @param interval time between two comparisons; the first is spread over it by datapath id
   */
  public FlowReconciler(
      SwitchLoop loop,
      SwitchChannel channel,
      NetworkView view,
      FlowProgrammer programmer,
      FlowReadings readings,
      Clock clock,
      Duration interval) {
    this.loop = loop;
    this.channel = channel;
    this.device = channel.device();
    this.view = view;
    this.programmer = programmer;
    this.readings = readings;
    this.clock = clock;
    programmer.whenGroupDeleted(this::reconcile);
    long offset = Math.floorMod(device.value() * 0x9e3779b97f4a7c15L, interval.toMillis());
    loop.every(Duration.ofMillis(offset), interval, this::reconcile);
    loop.after(interval, () -> freshlyConnected = false);
  }

  /** Became master. */
  public void start() {
    epoch++;
    busy = false;
    repairs = Map.of();
    programmer.start();
    if (freshlyConnected) {
      reconcile();
    }
  }

  /** No longer master. */
  public void stop() {
    epoch++;
    programmer.stop();
    readings.remove(device);
  }

  /** Compares now, or once the comparison under way is done. */
  public void reconcile() {
    if (!programmer.isActive()) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    readGroups(epoch);
  }

  private void readGroups(int started) {
    if (channel.version() == OpenFlowVersion.OF_1_0 || view.groups(device).isEmpty()) {
      readMeters(started);
      return;
    }
    ask(
        started,
        channel::groupStatistics,
        groups -> {
          programmer.compareGroups(ids(groups, SwitchStatistics.Group::id));
          readMeters(started);
        });
  }

  private void readMeters(int started) {
    if (channel.version() == OpenFlowVersion.OF_1_0 || view.meters(device).isEmpty()) {
      readFlows(started);
      return;
    }
    ask(
        started,
        channel::meterStatistics,
        meters -> {
          programmer.compareMeters(ids(meters, SwitchStatistics.Meter::id));
          readFlows(started);
        });
  }

  private void readFlows(int started) {
    long since = programmer.ledger().sequence();
    ask(started, channel::flowStatistics, flows -> compare(flows, since));
  }

  private void compare(List<SwitchStatistics.Flow> flows, long since) {
    readings.put(device, new FlowReadings.Reading(clock.instant(), flows));
    Map<FlowKey, Integer> before = repairs;
    Map<FlowKey, Integer> now = new HashMap<>();
    programmer.apply(
        FlowComparison.of(view.flows(device), flows, programmer.ledger(), since),
        key -> {
          int attempts = before.getOrDefault(key, 0) + 1;
          now.put(key, attempts);
          return attempts <= EAGER_REPAIRS || Integer.bitCount(attempts) == 1;
        });
    programmer.ledger().prune(since);
    repairs = now;
    finish();
  }

  /** Asks the switch and goes on with the answer, unless mastership was lost or won meanwhile. */
  private <T> void ask(
      int started, Supplier<CompletionStage<List<T>>> request, Consumer<List<T>> then) {
    loop.attempt(
        request,
        answer -> {
          if (started == epoch) {
            then.accept(answer);
          }
        },
        error -> {
          if (started == epoch) {
            LOG.debug("Statistics of switch {} not read: {}", device, error.toString());
            finish();
          }
        });
  }

  private void finish() {
    busy = false;
    if (again) {
      reconcile();
    }
  }

  private static <T> Set<Integer> ids(List<T> statistics, Function<T, Integer> id) {
    return statistics.stream().map(id).collect(Collectors.toSet());
  }
}
