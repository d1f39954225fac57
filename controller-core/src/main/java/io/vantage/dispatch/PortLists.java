package io.vantage.dispatch;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.network.Topology;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The ports of one switch by which a frame for many may leave, as ready output lists. They are kept
 * until the topology changes, but never while a port of the switch has not settled yet. Any thread.
 */
final class PortLists {
  private static final int MAX_LISTS = 1024;

  private final DatapathId device;
  private final Edges edges;
  private volatile Cache cache;

  PortLists(DatapathId device, Edges edges) {
    this.device = device;
    this.edges = edges;
    this.cache = new Cache(edges.topology().get(), false);
  }

  /** Outputs that flood without a loop, less the port by which the frame came in. */
  List<Action> flood(int inPort) {
    Cache current = current();
    List<Action> known = current.flood.get(inPort);
    if (known != null) {
      return known;
    }
    List<Action> outputs =
        edges.paths().floodPorts(device).stream()
            .filter(port -> port != inPort && PortNumbers.isOrdinary(port))
            .filter(port -> edges.settled().test(new ConnectPoint(device, port)))
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
            .filter(port -> port.number() != spared && edges.isEdge(port.connectPoint()))
            .<Action>map(port -> new Action.Output(port.number()))
            .toList();
    if (current.lasting && current.edge.size() < MAX_LISTS) {
      current.edge.put(spared, outputs);
    }
    return outputs;
  }

  /** Ports that may turn out to be edge ports, less one. */
  List<ConnectPoint> undecided(ConnectPoint except) {
    Cache current = current();
    return current.lasting
        ? List.of()
        : current.topology.portsOf(device).stream()
            .map(Port::connectPoint)
            .filter(place -> !place.equals(except) && edges.isUndecided(place))
            .toList();
  }

  @SuppressWarnings("ReferenceEquality") // a topology is one instance until it changes
  private Cache current() {
    Cache present = cache;
    Topology now = edges.topology().get();
    if (present.topology == now && present.lasting) {
      return present;
    }
    Cache next = new Cache(now, edges.isDecided(device, now));
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
