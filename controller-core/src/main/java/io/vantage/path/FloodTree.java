package io.vantage.path;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.network.Topology;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.traverse.BreadthFirstIterator;

/**
 * The links that carry floods: a spanning tree of each connected component, breadth first from its
 * smallest datapath id, over links that are known in both directions and join connected switches.
 */
final class FloodTree {
  private final Set<ConnectPoint> ports = new HashSet<>();

  FloodTree(Topology topology) {
    Graph<DatapathId, Link> graph = new DirectedPseudograph<>(Link.class);
    for (Device device : topology.devices().values()) {
      if (device.connected()) {
        graph.addVertex(device.id());
      }
    }
    for (Link link : topology.links()) {
      boolean connected =
          graph.containsVertex(link.from().device()) && graph.containsVertex(link.to().device());
      if (connected && topology.links().contains(link.reversed())) {
        graph.addEdge(link.from().device(), link.to().device(), link);
      }
    }
    Set<DatapathId> reached = new HashSet<>();
    for (DatapathId root : topology.devices().keySet()) { // ascending
      if (graph.containsVertex(root) && !reached.contains(root)) {
        span(graph, root, reached);
      }
    }
  }

  private void span(Graph<DatapathId, Link> graph, DatapathId root, Set<DatapathId> reached) {
    BreadthFirstIterator<DatapathId, Link> search = new BreadthFirstIterator<>(graph, root);
    while (search.hasNext()) {
      DatapathId device = search.next();
      reached.add(device);
      Link link = search.getSpanningTreeEdge(device);
      if (link != null) {
        ports.add(link.from());
        ports.add(link.to());
      }
    }
  }

  Set<Integer> ports(Topology topology, DatapathId device, Predicate<ConnectPoint> isEdge) {
    return topology.portsOf(device).stream()
        .filter(port -> port.up() && PortNumbers.isOrdinary(port.number()))
        .map(Port::connectPoint)
        .filter(place -> ports.contains(place) || isEdge.test(place))
        .map(ConnectPoint::port)
        .collect(Collectors.toUnmodifiableSet());
  }
}
