package io.vantage.openflow;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.network.Network;
import io.vantage.network.NetworkEvent;
import io.vantage.network.NetworkView;
import io.vantage.openflow.discovery.LinkDiscovery;
import io.vantage.openflow.flow.FlowReadings;
import io.vantage.openflow.probe.RoundTrips;
import io.vantage.openflow.probe.SwitchRtt;
import io.vantage.openflow.role.AbsenceWatch;
import io.vantage.openflow.role.Mastership;
import io.vantage.openflow.role.MastershipListener;
import io.vantage.openflow.role.SwitchAssigner;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchListener;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All switches connected to this replica: keeps a session for each and passes their packets on. Its
 * methods as a listener are called on the event loop of the switch concerned; the others from any
 * thread.
 */
public final class Southbound implements SwitchListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Southbound.class);

  private final Cluster cluster;
  private final Network network;
  private final BiConsumer<SwitchChannel, PacketIn> packets;
  private final MastershipListener masterships;
  private final ScheduledExecutorService timers;
  private final Clock clock;
  private final SouthboundOptions options;
  private final Mastership mastership;
  private final FlowReadings flowReadings = new FlowReadings();
  private final LinkDiscovery discovery;
  private final SwitchRtt rtt;
  private final RoundTrips roundTrips;
  private final Map<DatapathId, SwitchSession> sessions = new ConcurrentHashMap<>();
  private final NetworkView.Subscription subscription;
  private final ScheduledFuture<?> absenceSweeps;

  /**
   * Starts at once to follow leadership and network; connect the switches afterwards.
   *
   * @param packets gets every packet-in that is no discovery frame, on the event loop of its
   *     switch, whether this replica is the switch's master or not; those of OpenFlow 1.0 switches
   *     only on the master, as every replica gets a copy
   * @param masterships told of the switches this replica becomes or ceases to be master of
   * @param timers only starts work, which then runs on event loops
   * @param random a secure source outside of tests: the discovery key comes from it
   */
  public Southbound(
      Cluster cluster,
      Network network,
      BiConsumer<SwitchChannel, PacketIn> packets,
      MastershipListener masterships,
      ScheduledExecutorService timers,
      Clock clock,
      RandomGenerator random,
      SouthboundOptions options) {
    this.cluster = cluster;
    this.network = network;
    this.packets = packets;
    this.masterships = masterships;
    this.timers = timers;
    this.clock = clock;
    this.options = options;
    this.mastership = new Mastership(cluster);
    this.discovery = new LinkDiscovery(network, clock, random, options.probeInterval());
    this.rtt = new SwitchRtt(options.echoInterval(), random);
    this.roundTrips =
        new RoundTrips(
            cluster,
            device -> network.view().partitionOf(device).isPresent(),
            this::reconsiderRole);
    this.subscription = network.view().subscribe(this::onEvent);
    cluster.partitions().forEach((id, log) -> log.onLeadership(leader -> leadershipChanged(id)));
    AbsenceWatch absences = new AbsenceWatch(network, mastership, sessions::containsKey);
    long sweep = AbsenceWatch.INTERVAL.toMillis();
    this.absenceSweeps =
        timers.scheduleWithFixedDelay(
            () -> guarded(absences::sweep), sweep, sweep, TimeUnit.MILLISECONDS);
  }

  /** The same without a listener to masterships. */
  public Southbound(
      Cluster cluster,
      Network network,
      BiConsumer<SwitchChannel, PacketIn> packets,
      ScheduledExecutorService timers,
      Clock clock,
      RandomGenerator random,
      SouthboundOptions options) {
    this(cluster, network, packets, MastershipListener.NONE, timers, clock, random, options);
  }

  /** Who is master of what, and the channels to the switches this replica is master of. */
  public Mastership mastership() {
    return mastership;
  }

  /** The connection to a switch, whether this replica is its master or not. */
  public Optional<SwitchChannel> channel(DatapathId device) {
    return Optional.ofNullable(sessions.get(device)).map(SwitchSession::channel);
  }

  /** Which ports have settled, and what was ignored. */
  public LinkDiscovery discovery() {
    return discovery;
  }

  /** Round-trip times from this replica to its connected switches. */
  public SwitchRtt rtt() {
    return rtt;
  }

  /** The newest flow statistics of the switches this replica is master of. */
  public FlowReadings flowReadings() {
    return flowReadings;
  }

  @Override
  public void connected(
      SwitchChannel channel, SwitchDescription description, int tables, List<Port> ports) {
    LOG.info("Switch {} connected, OpenFlow {}", channel.device(), channel.version());
    Device device = new Device(channel.device(), channel.version(), description, tables, true);
    SwitchSession session = new SwitchSession(this, channel, device, ports);
    SwitchSession before = sessions.put(channel.device(), session);
    if (before != null) {
      before.end();
      before.channel().close("the switch has connected again");
    }
    session.start();
  }

  @Override
  public void packetIn(SwitchChannel channel, PacketIn packet) {
    if (LinkDiscovery.isDiscovery(packet.data())) {
      with(channel, session -> session.discoveryPacketIn(packet));
    } else if (channel.version() != OpenFlowVersion.OF_1_0
        || mastership.isMaster(channel.device())) {
      packets.accept(channel, packet);
    }
  }

  @Override
  public void portChanged(SwitchChannel channel, Port port) {
    with(channel, session -> session.portChanged(port));
  }

  @Override
  public void portRemoved(SwitchChannel channel, int number) {
    with(channel, session -> session.portRemoved(number));
  }

  @Override
  public void flowRemoved(SwitchChannel channel, FlowRemoved removed) {
    with(channel, session -> session.flowRemoved(removed));
  }

  @Override
  public void disconnected(SwitchChannel channel, String reason) {
    with(
        channel,
        session -> {
          LOG.info("Switch {} disconnected: {}", channel.device(), reason);
          sessions.remove(channel.device(), session);
          session.end();
          rtt.forget(channel.device());
          roundTrips.forget(channel.device());
        });
  }

  /** Ends all timers and subscriptions; leaves the connections alone. */
  @Override
  public void close() {
    subscription.close();
    absenceSweeps.cancel(false);
    sessions.values().forEach(SwitchSession::end);
    sessions.clear();
  }

  Cluster cluster() {
    return cluster;
  }

  Network network() {
    return network;
  }

  MastershipListener masterships() {
    return masterships;
  }

  ScheduledExecutorService timers() {
    return timers;
  }

  Clock clock() {
    return clock;
  }

  SouthboundOptions options() {
    return options;
  }

  /** To find a partition for a switch that has connected. */
  SwitchAssigner assigner(SwitchLoop loop, SwitchChannel channel) {
    return new SwitchAssigner(loop, channel, cluster, network, options.assignment(), roundTrips);
  }

  /** Only if the session is that of this connection: a switch may have connected again. */
  private void with(SwitchChannel channel, Consumer<SwitchSession> action) {
    SwitchSession session = sessions.get(channel.device());
    if (session != null && session.channel() == channel) {
      action.accept(session);
    }
  }

  private void leadershipChanged(PartitionId partition) {
    sessions.forEach(
        (device, session) -> {
          Optional<PartitionId> owner = network.view().partitionOf(device);
          if (owner.isEmpty() || owner.get().equals(partition)) {
            session.reconsiderRole();
          }
        });
  }

  private void onEvent(PartitionId partition, long index, NetworkEvent event) {
    discovery.onEvent(event);
    if (event instanceof NetworkEvent.FlowChanged flow) {
      tell(flow.entry().rule().device(), event);
    } else if (event instanceof NetworkEvent.GroupChanged group) {
      tell(group.entry().group().device(), event);
    } else if (event instanceof NetworkEvent.MeterChanged meter) {
      tell(meter.entry().meter().device(), event);
    } else if (event instanceof NetworkEvent.SwitchAssigned assigned) {
      roundTrips.forget(assigned.device());
      reconsiderRole(assigned.device());
    } else if (event instanceof NetworkEvent.PartitionRestored) {
      sessions
          .values()
          .forEach(
              session -> {
                session.reconsiderRole();
                session.onEvent(event);
              });
    }
  }

  private void reconsiderRole(DatapathId device) {
    Optional.ofNullable(sessions.get(device)).ifPresent(SwitchSession::reconsiderRole);
  }

  private void tell(DatapathId device, NetworkEvent event) {
    SwitchSession session = sessions.get(device);
    if (session != null) {
      session.onEvent(event);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Sweep for absent switches failed", e);
    }
  }
}
