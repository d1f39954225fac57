package io.vantage.path;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.network.Topology;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.traverse.BreadthFirstIterator;

/**
 * Paths of one topology; a tree of shortest paths is made when its first switch asks and kept.
 *
 * <p>Links are added in ascending order, so a breadth-first search meets them in that order, and
 * the path by which it first reaches a switch is the smallest of the shortest ones.
 */
final class Routes {
  private final Topology topology;
  private final Map<DatapathId, Integer> positions = new HashMap<>();
  private final Graph<DatapathId, Link> graph = new DirectedPseudograph<>(Link.class);
  private final Set<ConnectPoint> linked = new HashSet<>();
  private final ConcurrentHashMap<DatapathId, Link[]> trees = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<DatapathId, Set<Integer>> floods = new ConcurrentHashMap<>();
  private volatile FloodTree floodTree;

  Routes(Topology topology) {
    this.topology = topology;
    for (Device device : topology.devices().values()) {
      if (device.connected()) {
        positions.put(device.id(), positions.size());
        graph.addVertex(device.id());
      }
    }
    for (Link link : topology.links()) {
      linked.add(link.from());
      linked.add(link.to());
      if (graph.containsVertex(link.from().device()) && graph.containsVertex(link.to().device())) {
        graph.addEdge(link.from().device(), link.to().device(), link);
      }
    }
  }

  /** True if nothing that paths depend on differs. */
  boolean isOf(Topology other) {
    return topology == other
        || topology.links() == other.links()
            && topology.ports() == other.ports()
            && topology.devices() == other.devices();
  }

  Optional<Path> shortest(ConnectPoint from, ConnectPoint to) {
    if (!positions.containsKey(from.device()) || !positions.containsKey(to.device())) {
      return Optional.empty();
    }
    Link[] lastLinks = trees.computeIfAbsent(from.device(), this::tree);
    ArrayDeque<Link> links = new ArrayDeque<>();
    DatapathId at = to.device();
    while (!at.equals(from.device())) {
      Link last = lastLinks[positions.get(at)];
      if (last == null) {
        return Optional.empty();
      }
      links.addFirst(last);
      at = last.from().device();
    }
    return Optional.of(new Path(from, to, List.copyOf(links)));
  }

  /** For each switch, by its position, the last link of the path from the root; null if none. */
  private Link[] tree(DatapathId root) {
    Link[] lastLinks = new Link[positions.size()];
    BreadthFirstIterator<DatapathId, Link> search = new BreadthFirstIterator<>(graph, root);
    while (search.hasNext()) {
      DatapathId reached = search.next();
      lastLinks[positions.get(reached)] = search.getSpanningTreeEdge(reached);
    }
    return lastLinks;
  }

  boolean isEdge(ConnectPoint port) {
    return !linked.contains(port);
  }

  Set<Integer> floodPorts(DatapathId device) {
    FloodTree tree = floodTree;
    if (tree == null) {
      tree = new FloodTree(topology);
      floodTree = tree;
    }
    FloodTree ready = tree;
    return floods.computeIfAbsent(device, id -> ready.ports(topology, id, this::isEdge));
  }
}
