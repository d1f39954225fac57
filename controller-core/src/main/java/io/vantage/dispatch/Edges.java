package io.vantage.dispatch;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.network.Topology;
import io.vantage.path.Paths;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells where hosts may be. Any thread.
 *
 * @param settled whether link discovery has settled on a port of a switch that this replica leads
 */
record Edges(Supplier<Topology> topology, Paths paths, Predicate<ConnectPoint> settled) {
  /** True for an up port without a link on which discovery has settled. */
  boolean isEdge(ConnectPoint place) {
    return isWithoutLink(place) && settled.test(place);
  }

  /** True for an up port without a link where discovery may still find one. */
  boolean isUndecided(ConnectPoint place) {
    return isWithoutLink(place) && !settled.test(place);
  }

  /** True if discovery has settled on every up port of the switch. */
  boolean isDecided(DatapathId device, Topology in) {
    return in.portsOf(device).stream()
        .filter(port -> port.up() && PortNumbers.isOrdinary(port.number()))
        .allMatch(port -> settled.test(port.connectPoint()));
  }

  private boolean isWithoutLink(ConnectPoint place) {
    Port port = topology.get().ports().get(place);
    return port != null && port.up() && PortNumbers.isOrdinary(place.port()) && paths.isEdge(place);
  }
}
