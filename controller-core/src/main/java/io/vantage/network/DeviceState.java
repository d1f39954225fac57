package io.vantage.network;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.vantage.model.ConnectPoint;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.model.Port;

/**
 * A switch with what belongs to it, replaced as a whole so that a reader never sees half of a
 * command.
 *
 * @param links those that start here; each at a port of {@code ports} that is up
 */
record DeviceState(
    Device device, ImmutableSortedMap<ConnectPoint, Port> ports, ImmutableSortedSet<Link> links) {

  /** The port, if the switch has it and it is up. */
  boolean hasUp(ConnectPoint place) {
    Port port = ports.get(place);
    return port != null && port.up();
  }
}
