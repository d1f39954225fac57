package io.vantage.dispatch;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.network.Topology;
import io.vantage.path.Paths;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The ports of one switch by which a frame for many may leave, as ready output lists. They are kept
 * until the topology changes, but never while a port of the switch has not settled yet. Any thread.
 */
final class PortLists {
  private static final int MAX_LISTS = 1024;

  private final DatapathId device;
  private final Supplier<Topology> topology;
  private final Paths paths;
  private final Predicate<ConnectPoint> settled;
  private volatile Cache cache;

  PortLists(
      DatapathId device,
      Supplier<Topology> topology,
      Paths paths,
      Predicate<ConnectPoint> settled) {
    this.device = device;
    this.topology = topology;
    this.paths = paths;
    this.settled = settled;
    this.cache = new Cache(topology.get(), false);
  }

  /** Outputs that flood without a loop, less the port by which the frame came in. */
  List<Action> flood(int inPort) {
    Cache current = current();
    List<Action> known = current.flood.get(inPort);
    if (known != null) {
      return known;
    }
    List<Action> outputs =
        paths.floodPorts(device).stream()
            .filter(port -> port != inPort && PortNumbers.isOrdinary(port))
            .filter(port -> settled.test(new ConnectPoint(device, port)))
            .sorted(Integer::compareUnsigned)
            .<Action>map(Action.Output::new)
            .toList();
    if (current.lasting && current.flood.size() < MAX_LISTS) {
      current.flood.put(inPort, outputs);
    }
    return outputs;
  }

  /** Outputs to all edge ports of the switch but one. */
  List<Action> edge(ConnectPoint except) {
    Cache current = current();
    int spared = except.device().equals(device) ? except.port() : PortNumbers.ANY;
    List<Action> known = current.edge.get(spared);
    if (known != null) {
      return known;
    }
    List<Action> outputs =
        current.topology.portsOf(device).stream()
            .filter(port -> port.number() != spared && isEdge(port, paths, settled))
            .<Action>map(port -> new Action.Output(port.number()))
            .toList();
    if (current.lasting && current.edge.size() < MAX_LISTS) {
      current.edge.put(spared, outputs);
    }
    return outputs;
  }

  /** True for an up port without a link on which discovery has settled. */
  static boolean isEdge(Port port, Paths paths, Predicate<ConnectPoint> settled) {
    ConnectPoint place = port.connectPoint();
    return port.up()
        && PortNumbers.isOrdinary(port.number())
        && paths.isEdge(place)
        && settled.test(place);
  }

  @SuppressWarnings("ReferenceEquality") // a topology is one instance until it changes
  private Cache current() {
    Cache present = cache;
    Topology now = topology.get();
    if (present.topology == now && present.lasting) {
      return present;
    }
    boolean allSettled =
        now.portsOf(device).stream()
            .filter(port -> port.up() && PortNumbers.isOrdinary(port.number()))
            .allMatch(port -> settled.test(port.connectPoint()));
    Cache next = new Cache(now, allSettled);
    cache = next;
    return next;
  }

  /** Lists for one topology, by the port that is spared. */
  private static final class Cache {
    final Topology topology;
    final boolean lasting;
    final ConcurrentMap<Integer, List<Action>> flood = new ConcurrentHashMap<>();
    final ConcurrentMap<Integer, List<Action>> edge = new ConcurrentHashMap<>();

    Cache(Topology topology, boolean lasting) {
      this.topology = topology;
      this.lasting = lasting;
    }
  }
}
