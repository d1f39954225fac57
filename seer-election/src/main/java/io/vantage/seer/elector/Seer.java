package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.model.DatapathId;
import io.vantage.network.NetworkView;
import io.vantage.seer.placement.Strategy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * SEER at one replica: measures, tells the others, and decides while this replica is the elector.
 * Whatever fails in here is caught, counted and logged; the partitions work on without it. Any
 * thread; nothing blocks.
 */
public final class Seer implements AutoCloseable {
  private final SeerSettings settings;
  private final OrderDesk orders;
  private final Elector elector;
  private final Agent agent;

  /**
   * Makes it ready; nothing happens before {@link #start}.
   *
   * @param traffic counts the requests of this replica
   * @param strategies makes a strategy by its name, or throws {@link IllegalArgumentException}
   */
  public Seer(
      Cluster cluster,
      NetworkView view,
      Traffic traffic,
      Load.Probe load,
      SeerSettings settings,
      Function<String, Strategy> strategies) {
    this.settings = settings;
    Failures failures = new Failures();
    this.orders = new OrderDesk(cluster, failures);
    this.elector = new Elector(cluster, view, settings, strategies, orders, failures);
    this.agent =
        new Agent(cluster, traffic, load, settings, elector::read, elector::isOff, failures);
  }

  /** Begins to measure and, as elector, to decide. Call once. */
  public void start() {
    orders.open();
    elector.start();
    agent.start(settings.period());
  }

  /** A switch has answered an echo of this replica. */
  public void switchRtt(DatapathId device, Duration rtt) {
    agent.switchRtt(device, rtt);
  }

  /** A switch is no longer connected to this replica. */
  public void switchGone(DatapathId device) {
    agent.switchGone(device);
  }

  /** What this replica knows and does; ask the leader of the system partition for decisions. */
  public CompletableFuture<SeerStatus> status() {
    return elector.status();
  }

  @Override
  public void close() {
    agent.close();
    elector.close();
  }
}
