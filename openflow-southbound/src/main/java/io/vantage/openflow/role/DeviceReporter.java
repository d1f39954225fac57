package io.vantage.openflow.role;

import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Port;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.Topology;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a connected switch and its ports to the replicated network while this replica is its
 * master; otherwise it only remembers them, so that a new master can report all it knows. Confined
 * to the switch's event loop.
 *
 * <p>It compares what it knows with the local view and proposes the difference, one proposal at a
 * time, until both agree: a lost proposal or a stray DisconnectDevice is made good by the next
 * {@link #check}.
 */
public final class DeviceReporter {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceReporter.class);

  private static final Duration AWAIT_LIMIT = Duration.ofSeconds(2);

  private final SwitchLoop loop;
  private final Network network;
  private final Device device;
  private final Map<Integer, Port> ports = new TreeMap<>(Integer::compareUnsigned);
  private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

  private boolean reporting;
  private boolean whole;
  private boolean busy;

  public DeviceReporter(SwitchLoop loop, Network network, Device device, List<Port> ports) {
    this.loop = loop;
    this.network = network;
    this.device = device.withConnected(true);
    ports.forEach(port -> this.ports.put(port.number(), port));
  }

  /** Became master: reports the switch with all ports. */
  public void start() {
    reporting = true;
    whole = true;
    check();
  }

  /** No longer master. */
  public void stop() {
    reporting = false;
  }

  public void portChanged(Port port) {
    ports.put(port.number(), port);
    check();
  }

  public void portRemoved(int number) {
    ports.remove(number);
    check();
  }

  /** The ports as the switch last reported them. */
  public Collection<Port> ports() {
    return List.copyOf(ports.values());
  }

  /** Proposes what the view lacks; call now and then too. */
  public void check() {
    if (!reporting || busy) {
      return;
    }
    List<NetworkCommand> changes = changes(network.view().topology());
    if (changes.isEmpty()) {
      return;
    }
    busy = true;
    whole = false;
    propose(changes, 0);
  }

  /** One after the other, so that their order holds. */
  private void propose(List<NetworkCommand> changes, int next) {
    if (next == changes.size() || !reporting) {
      busy = false;
      backoff.reset();
      check();
      return;
    }
    loop.whenDone(
        network
            .submit(changes.get(next))
            .thenCompose(receipt -> network.await(receipt, AWAIT_LIMIT)),
        applied -> propose(changes, next + 1),
        this::failed);
  }

  private void failed(Throwable error) {
    LOG.warn("Report of switch {} failed: {}", device.id(), error.toString());
    whole = true;
    loop.after(
        backoff.next(),
        () -> {
          busy = false;
          check();
        });
  }

  private List<NetworkCommand> changes(Topology topology) {
    DatapathId id = device.id();
    if (whole || !device.equals(topology.devices().get(id))) {
      return List.of(new NetworkCommand.ConnectDevice(device, List.copyOf(ports.values())));
    }
    Map<Integer, Port> surplus = new TreeMap<>();
    topology.portsOf(id).forEach(port -> surplus.put(port.number(), port));
    List<NetworkCommand> changes = new ArrayList<>();
    for (Port port : ports.values()) {
      if (!port.equals(surplus.remove(port.number()))) {
        changes.add(new NetworkCommand.UpdatePort(port));
      }
    }
    surplus.keySet().forEach(number -> changes.add(new NetworkCommand.RemovePort(id, number)));
    return changes;
  }
}
