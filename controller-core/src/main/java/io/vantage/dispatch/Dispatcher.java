package io.vantage.dispatch;

import io.vantage.cluster.Cluster;
import io.vantage.dispatch.Backlog.IfElsewhere;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.packet.EthernetHeader;
import io.vantage.network.Network;
import io.vantage.northbound.App;
import io.vantage.northbound.PacketHandler;
import io.vantage.path.Paths;
import io.vantage.southbound.SwitchChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the apps of this replica and brings them the packet-ins of the switches that it leads and
 * masters. The southbound tells of masterships and packet-ins; any thread may call, but the
 * packet-ins of one switch come on its event loop, where the apps handle them at once.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final long RETRY_MILLIS = 100;

  private final Cluster cluster;
  private final Network network;
  private final Edges edges;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final HostLearning hosts;
  private final Counters counters = new Counters();
  private final RateLimitedLog failures = new RateLimitedLog(LOG);
  private final ConcurrentMap<DatapathId, SwitchHandle> switches = new ConcurrentHashMap<>();
  private final Relay relay;
  private final List<AppRuntime> apps = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon("dispatch", task));
  private volatile PacketHandler[] handlers = {};

  /**
   * @param settled whether link discovery has settled on a port of a switch that this replica leads
   */
  public Dispatcher(
      Cluster cluster, Network network, Paths paths, Predicate<ConnectPoint> settled, Clock clock) {
    this(cluster, network, paths, settled, clock, System::nanoTime);
  }

  Dispatcher(
      Cluster cluster,
      Network network,
      Paths paths,
      Predicate<ConnectPoint> settled,
      Clock clock,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.cluster = cluster;
    this.network = network;
    this.edges = new Edges(() -> network.view().topology(), paths, settled);
    this.clock = clock;
    this.hosts = new HostLearning(network, clock);
    this.relay = new Relay(cluster, network.view(), edges, switches, this::deliver, counters);
  }

  /** Starts the apps, which see each packet in this order. Call once, before switches connect. */
  public void start(List<App> inOrder) {
    for (App app : inOrder) {
      AppRuntime runtime = new AppRuntime(app, this);
      apps.add(runtime);
      runtime.start();
    }
    relay.start();
    timer.scheduleWithFixedDelay(this::retry, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A switch sent a packet; called on its event loop. */
  public void packetIn(SwitchChannel channel, PacketIn packet) {
    SwitchHandle handle = switches.get(channel.device());
    if (handle != null && handle.channel() == channel && handle.acts()) {
      deliver(packet, handle);
    } else {
      relay.take(new Parcel.Arrival(packet), ifElsewhere(channel, handle));
    }
  }

  /** This replica leads the switch's partition and is now its master on this connection. */
  public void mastered(SwitchChannel channel) {
    DatapathId device = channel.device();
    relay
        .logOf(device)
        .ifPresentOrElse(
            log -> {
              SwitchHandle now =
                  new SwitchHandle(channel, log, new PortLists(device, edges), nanoTime);
              SwitchHandle before = switches.put(device, now);
              if (before != null) {
                before.retire();
              }
              relay.retry();
            },
            () -> LOG.warn("master of switch {}, which has no partition", device));
  }

  /** This replica is no longer master of the switch, or has lost its connection to it. */
  public void unmastered(DatapathId device) {
    SwitchHandle handle = switches.get(device);
    if (handle != null) {
      handle.retire();
    }
  }

  public DispatchStatistics statistics() {
    return counters.snapshot();
  }

  /** Stops the apps, the last one first. */
  @Override
  public void close() {
    handlers = new PacketHandler[0];
    timer.shutdownNow();
    Collections.reverse(apps);
    apps.forEach(AppRuntime::close);
    switches.values().forEach(SwitchHandle::retire);
  }

  /**
   * A switch that has not been given roles yet sends its packets to every replica, and one of
   * OpenFlow 1.0 always does: the leader has them anyway. Only a master of a moment ago, or a
   * replica whose leader has no connection to the switch, holds a packet that nobody else has.
   */
  private IfElsewhere ifElsewhere(SwitchChannel channel, SwitchHandle latest) {
    if (channel.version() == OpenFlowVersion.OF_1_0) {
      return IfElsewhere.LEAVE;
    }
    boolean wasMaster = latest != null && latest.channel() == channel && latest.isOrWasJustMaster();
    return wasMaster || !isConnectedToLeader(channel.device())
        ? IfElsewhere.CARRY
        : IfElsewhere.LEAVE;
  }

  private boolean isConnectedToLeader(DatapathId id) {
    return Optional.ofNullable(network.view().topology().devices().get(id))
        .filter(device -> device.connected())
        .isPresent();
  }

  /** On the event loop of the switch. */
  private void deliver(PacketIn packet, SwitchHandle from) {
    byte[] frame = packet.data();
    if (!EthernetHeader.isComplete(frame)
        || EthernetHeader.isDiscovery(EthernetHeader.type(frame))) {
      return;
    }
    if (EthernetHeader.isMulticast(EthernetHeader.dst(frame))
        && edges.isUndecided(packet.receivedAt())) {
      relay.takeWhenDecided(packet);
      return;
    }
    counters.delivered.increment();
    for (PacketHandler handler : handlers) {
      if (handler.handle(packet, from)) {
        return;
      }
    }
  }

  /** A failure must not end the timer. */
  private void retry() {
    try {
      relay.retry();
    } catch (RuntimeException e) {
      failures.warn("cannot place packets that wait", e);
    }
  }

  synchronized void register(PacketHandler handler) {
    PacketHandler[] more = Arrays.copyOf(handlers, handlers.length + 1);
    more[more.length - 1] = handler;
    handlers = more;
  }

  void appFailed(String message, Throwable cause) {
    counters.appFailures.increment();
    warn(message, cause);
  }

  /** Logs a failure, at a bounded rate. */
  void warn(String message, Throwable cause) {
    failures.warn(message, cause);
  }

  Optional<SwitchHandle> acting(DatapathId device) {
    return Optional.ofNullable(switches.get(device)).filter(SwitchHandle::acts);
  }

  Cluster cluster() {
    return cluster;
  }

  Network network() {
    return network;
  }

  Paths paths() {
    return edges.paths();
  }

  Edges edges() {
    return edges;
  }

  Clock clock() {
    return clock;
  }

  HostLearning hosts() {
    return hosts;
  }

  Relay relay() {
    return relay;
  }

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
