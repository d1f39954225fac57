package io.vantage.testbed.emulation;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vantage.testbed.topology.Topology;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network of emulated switches, hosts and links in this process. Methods may be called from any
 * thread. Closing it closes every connection.
 */
public final class EmulatedNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmulatedNetwork.class);
  private static final long CLOSE_SECONDS = 5;

  private final Topology topology;
  private final EventLoopGroup loops;
  private final Wiring wiring;
  private final Map<Long, EmulatedSwitch> switches = new LinkedHashMap<>();
  private final Map<String, EmulatedHost> hosts = new LinkedHashMap<>();

  private EmulatedNetwork(
      Topology topology,
      NetworkOptions options,
      Function<Topology.SwitchNode, List<InetSocketAddress>> controllers) {
    this.topology = topology;
    this.loops =
        new NioEventLoopGroup(options.threads(), new DefaultThreadFactory("emulation", true));
    this.wiring = new Wiring(options);
    topology
        .switches()
        .forEach(node -> addSwitch(node, options.switchOptions(), controllers.apply(node)));
    topology.hosts().forEach(this::addHost);
    topology.links().forEach(link -> wiring.connect(link, switches));
  }

  /**
   * Builds a network and connects every switch to every controller.
   *
   * @param controllers where the controllers listen
   */
  public static EmulatedNetwork start(
      Topology topology, NetworkOptions options, List<InetSocketAddress> controllers) {
    return start(topology, options, node -> controllers);
  }

  /**
   * Builds a network whose switches reach the controllers each at addresses of its own.
   *
   * @param controllers where the controllers listen for a switch
   */
  public static EmulatedNetwork start(
      Topology topology,
      NetworkOptions options,
      Function<Topology.SwitchNode, List<InetSocketAddress>> controllers) {
    EmulatedNetwork network = new EmulatedNetwork(topology, options, controllers);
    for (EmulatedSwitch each : network.switches.values()) {
      var unused = each.start();
    }
    return network;
  }

  private void addSwitch(
      Topology.SwitchNode node, SwitchOptions options, List<InetSocketAddress> controllers) {
    long id = node.datapathId();
    EmulatedSwitch added =
        new EmulatedSwitch(
            id,
            node.name(),
            options,
            controllers,
            loops.next(),
            (port, frame) -> wiring.transmit(id, port, frame));
    switches.put(id, added);
    for (Topology.SwitchLink link : topology.links()) {
      addPorts(added, link.a());
      addPorts(added, link.b());
    }
    topology.hosts().forEach(host -> addPorts(added, host.attachedTo()));
  }

  private static void addPorts(EmulatedSwitch at, Topology.End end) {
    if (end.datapathId() == at.datapathId()) {
      long locallyAdministered = 0x020000000000L;
      long mac = locallyAdministered | at.datapathId() << 16 | end.port();
      var unused = at.addPort(end.port(), at.name() + "-eth" + end.port(), mac);
    }
  }

  private void addHost(Topology.HostNode node) {
    EmulatedSwitch at = switches.get(node.attachedTo().datapathId());
    int port = node.attachedTo().port();
    EmulatedHost host =
        new EmulatedHost(node, at.loop(), frame -> wiring.fromHost(at, port, frame));
    hosts.put(node.name(), host);
    wiring.connect(host, at);
  }

  public Topology topology() {
    return topology;
  }

  public Collection<EmulatedSwitch> switches() {
    return switches.values();
  }

  /** The switch with a datapath id; there must be one. */
  public EmulatedSwitch switchOf(long datapathId) {
    return Optional.ofNullable(switches.get(datapathId))
        .orElseThrow(() -> new IllegalArgumentException("no switch " + datapathId));
  }

  public Collection<EmulatedHost> hosts() {
    return hosts.values();
  }

  /** The host with a name such as h1; there must be one. */
  public EmulatedHost host(String name) {
    return Optional.ofNullable(hosts.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no host " + name));
  }

  /** Cuts every link between two switches; both ends send a port-status. */
  public CompletableFuture<Void> cut(long a, long b) {
    return setLinks(a, b, false);
  }

  /** Restores every link between two switches. */
  public CompletableFuture<Void> restore(long a, long b) {
    return setLinks(a, b, true);
  }

  private CompletableFuture<Void> setLinks(long a, long b, boolean up) {
    List<CompletableFuture<Void>> changes = new ArrayList<>();
    for (Topology.SwitchLink link : topology.links()) {
      long one = link.a().datapathId();
      long other = link.b().datapathId();
      if ((one == a && other == b) || (one == b && other == a)) {
        changes.add(switchOf(one).link(link.a().port(), up));
        changes.add(switchOf(other).link(link.b().port(), up));
      }
    }
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("no link between s" + a + " and s" + b);
    }
    return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new));
  }

  /** Counters of what crossed the links. */
  public Wiring wiring() {
    return wiring;
  }

  /** Pings from every host to every other, {@code parallel} at a time, one echo request each. */
  public CompletableFuture<PingReport> pingAll(Duration deadline, int parallel) {
    List<PingRound.Pair> pairs = new ArrayList<>();
    for (EmulatedHost from : hosts.values()) {
      hosts.values().stream().filter(to -> to != from).forEach(to -> pairs.add(pair(from, to)));
    }
    return new PingRound(pairs, deadline).run(parallel);
  }

  private static PingRound.Pair pair(EmulatedHost from, EmulatedHost to) {
    return new PingRound.Pair(from, to);
  }

  @Override
  public void close() {
    for (EmulatedSwitch each : switches.values()) {
      var unused = each.stop();
    }
    boolean terminated =
        loops
            .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!terminated) {
      LOG.warn("event loops of the emulation still run after {} s", CLOSE_SECONDS);
    }
  }
}
