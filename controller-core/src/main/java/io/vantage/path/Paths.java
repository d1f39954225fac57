package io.vantage.path;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.network.Topology;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Shortest paths (fewest links, ties broken by the smallest ports so that every replica finds the
 * same) and flood trees over the newest topology. Results are cached until a switch, port or link
 * changes; hosts do not matter. Any thread; no locks.
 */
public final class Paths {
  private final Supplier<Topology> topology;
  private volatile Routes newest;

  public Paths(Supplier<Topology> topology) {
    this.topology = topology;
  }

  /**
   * A shortest path between two ports, if one exists: of those with the fewest links the one whose
   * sequence of links is smallest. Only connected switches carry paths.
   */
  public Optional<Path> shortest(ConnectPoint from, ConnectPoint to) {
    return routes().shortest(from, to);
  }

  /**
   * Up ports of a switch on which a flooded frame may leave: ports of the spanning tree (of each
   * connected component, rooted at its smallest datapath id) and ports without a link. Reserved
   * ports are not among them, nor is a port whose link is known in one direction only.
   */
  public Set<Integer> floodPorts(DatapathId device) {
    return routes().floodPorts(device);
  }

  /** True if no link starts or ends at the port. */
  public boolean isEdge(ConnectPoint port) {
    return routes().isEdge(port);
  }

  Routes routes() {
    Topology now = topology.get();
    Routes known = newest;
    if (known != null && known.isOf(now)) {
      return known;
    }
    Routes built = new Routes(now);
    newest = built;
    return built;
  }
}
