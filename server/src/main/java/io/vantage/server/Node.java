package io.vantage.server;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.StateMachine;
import io.vantage.cluster.atomix.AtomixCluster;
import io.vantage.cluster.atomix.ClusterSettings;
import io.vantage.cluster.atomix.ClusterSettings.Limits;
import io.vantage.cluster.atomix.ClusterSettings.Timing;
import io.vantage.cluster.atomix.TcpTransport;
import io.vantage.dispatch.Dispatcher;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.network.LocalView;
import io.vantage.network.MoveDriver;
import io.vantage.network.Network;
import io.vantage.network.ReplicatedNetwork;
import io.vantage.northbound.App;
import io.vantage.openflow.Southbound;
import io.vantage.openflow.SouthboundOptions;
import io.vantage.openflow.connection.OpenFlowServer;
import io.vantage.openflow.connection.OpenFlowSettings;
import io.vantage.openflow.flow.Cookies;
import io.vantage.path.Paths;
import io.vantage.seer.elector.MachineLoad;
import io.vantage.seer.elector.Seer;
import io.vantage.seer.elector.Traffic;
import io.vantage.seer.placement.Strategies;
import io.vantage.server.config.KnownApps;
import io.vantage.server.config.NodeSettings;
import io.vantage.server.rest.Backend;
import io.vantage.server.rest.FlowCounters;
import io.vantage.server.rest.Health;
import io.vantage.server.rest.RestServer;
import io.vantage.southbound.SwitchStatistics;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica: wires every part and owns its start and stop. Start once, close once; any thread may
 * ask for its health meanwhile.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final NodeSettings settings;
  private final Cluster cluster;
  private final Dispatcher dispatcher;
  private final Southbound southbound;
  private final Seer seer;
  private final OpenFlowServer switches;
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(task -> daemon("southbound-timers", task));
  private final MoveDriver moves;
  private final Backend backend;
  private volatile Optional<InetSocketAddress> openflowAddress = Optional.empty();
  private volatile boolean caughtUp;
  private volatile Optional<RestServer> rest = Optional.empty();

  /**
   * Wires a node; nothing listens yet.
   *
   * @throws StartupException if the data directory or a certificate cannot be used
   */
  public Node(NodeSettings settings) {
    this.settings = settings;
    OpenFlowSettings listening = openflow(settings);
    ClusterSettings membership = membership(settings);
    LocalView view = new LocalView(membership.partitions());
    Traffic traffic = new Traffic();
    this.cluster = openCluster(membership, id -> traffic.counted(id, view.stateMachine(id)));
    Network plain = new ReplicatedNetwork(cluster, view);
    Network network = traffic.fromInside(plain, cluster);
    Clock clock = Clock.systemUTC();
    Paths paths = new Paths(view::topology);
    this.dispatcher = new Dispatcher(cluster, network, paths, this::isSettled, clock);
    this.southbound =
        new Southbound(
            cluster,
            network,
            (channel, packet) -> {
              traffic.packetIn(channel.device());
              dispatcher.packetIn(channel, packet);
            },
            new Masterships(dispatcher),
            timers,
            clock,
            new SecureRandom(),
            southboundOptions(settings));
    this.switches = new OpenFlowServer(listening, southbound);
    this.seer =
        new Seer(
            cluster,
            view,
            traffic,
            new MachineLoad(),
            settings.seer(),
            name ->
                Strategies.named(
                    name, replicas(), settings.seer().strategies(), new SecureRandom().nextLong()));
    southbound.rtt().listen(new SwitchRtts(seer));
    this.moves = new MoveDriver(cluster, view, timers, clock);
    this.backend =
        new Backend(
            cluster,
            traffic.fromOutside(plain, cluster),
            this::health,
            counters(),
            settings.cluster().transferLimit(),
            seer);
  }

  private List<ReplicaId> replicas() {
    return settings.members().stream().map(Replica::id).toList();
  }

  private static ClusterSettings membership(NodeSettings settings) {
    NodeSettings.ClusterSettings times = settings.cluster();
    Timing timing =
        Timing.of((int) times.electionTimeout().toMillis(), (int) times.heartbeat().toMillis())
            .withProposal(times.proposalDeadline());
    return new ClusterSettings(
        settings.replica(),
        settings.members(),
        settings.partitions(),
        settings.dataDirectory(),
        timing,
        Limits.defaults());
  }

  private static Cluster openCluster(
      ClusterSettings membership, Function<PartitionId, StateMachine> machines) {
    try {
      return new AtomixCluster(membership, new TcpTransport(), machines);
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new StartupException(
          "data directory " + membership.directory() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static SouthboundOptions southboundOptions(NodeSettings settings) {
    SouthboundOptions defaults = SouthboundOptions.DEFAULTS;
    return new SouthboundOptions(
        defaults.reconcileInterval(),
        settings.discovery().interval(),
        settings.openflow().echoInterval(),
        defaults.demotionDelay(),
        settings.assignment());
  }

  private static OpenFlowSettings openflow(NodeSettings settings) {
    InetSocketAddress address =
        new InetSocketAddress(settings.openflow().bind(), settings.openflow().port());
    if (address.isUnresolved()) {
      throw new StartupException("openflow.bind: unknown host " + settings.openflow().bind());
    }
    OpenFlowSettings plain =
        OpenFlowSettings.on(address.getAddress())
            .withAddress(address)
            .withMaxConnections(settings.openflow().maxConnections());
    return settings.openflow().tls().map(tls -> plain.withTls(SwitchTls.of(tls))).orElse(plain);
  }

  private boolean isSettled(ConnectPoint port) {
    return southbound.discovery().isSettled(port);
  }

  private FlowCounters counters() {
    return this::counts;
  }

  private Map<FlowKey, FlowCounters.Count> counts(DatapathId device) {
    Map<FlowKey, FlowCounters.Count> counts = new HashMap<>();
    southbound
        .flowReadings()
        .of(device)
        .ifPresent(
            reading -> {
              for (SwitchStatistics.Flow flow : reading.flows()) {
                if (Cookies.isReplicated(flow.rule().cookie())) {
                  counts.put(
                      flow.rule().key(), new FlowCounters.Count(flow.packets(), flow.bytes()));
                }
              }
            });
    return counts;
  }

  /**
   * Starts to listen and joins the cluster; returns before the cluster is complete, see {@link
   * #health}.
   *
   * @throws StartupException if an address cannot be bound; close the node then
   */
  public void start() {
    LOG.info(
        "replica {} of {}, {} data partitions, data in {}",
        settings.replica(),
        replicas(),
        settings.partitions(),
        settings.dataDirectory());
    try {
      cluster
          .start()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  caughtUp = true;
                  LOG.info("every partition has a leader and is up to date here");
                } else {
                  LOG.error("the cluster did not start", failure);
                }
              });
      List<App> apps = new ArrayList<>();
      settings.apps().forEach(name -> KnownApps.create(name).ifPresent(apps::add));
      seer.start();
      dispatcher.start(apps);
      openflowAddress = Optional.of(switches.start().join());
      rest = Optional.of(new RestServer(backend, settings.http().bind(), settings.http().port()));
    } catch (CompletionException | UncheckedIOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartupException(String.valueOf(cause.getMessage()), e);
    }
  }

  /**
   * Whether this replica can serve: it knows every leader, listens for switches, and has applied
   * what was committed when it joined, so that it can stand in for another.
   */
  public Health health() {
    List<String> reasons = new ArrayList<>();
    for (PartitionLog log : cluster.partitions().values()) {
      if (log.leadership().leader().isEmpty()) {
        reasons.add("partition " + log.id() + " has no known leader");
      }
    }
    if (reasons.isEmpty() && !caughtUp) {
      reasons.add("has not applied yet what was committed before it joined");
    }
    if (openflowAddress.isEmpty()) {
      reasons.add("not listening for switches");
    }
    return new Health(reasons);
  }

  public boolean isReady() {
    return health().ready();
  }

  /** Port for switches; 0 before the start. */
  public int openflowPort() {
    return openflowAddress.map(InetSocketAddress::getPort).orElse(0);
  }

  /** Port of the REST API; 0 before the start. */
  public int httpPort() {
    return rest.map(RestServer::port).orElse(0);
  }

  /** Stops everything, the outermost parts first; takes seconds at most. */
  @Override
  public void close() {
    closing("the REST API", () -> rest.ifPresent(RestServer::close));
    closing("SEER", seer::close);
    closing("the moves of switches", moves::close);
    closing("the southbound", southbound::close);
    closing("the OpenFlow server", switches::close);
    closing("the apps", dispatcher::close);
    closing("the cluster", cluster::close);
    timers.shutdownNow();
    LOG.info("replica {} has stopped", settings.replica());
  }

  private static void closing(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.warn("{} did not stop in order", what, e);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
