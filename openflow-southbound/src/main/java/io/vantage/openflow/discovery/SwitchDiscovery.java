package io.vantage.openflow.discovery;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Link;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Discovery at one switch while this replica is its master: sends probes out of every up port and
 * judges those that come in. Confined to the switch's event loop.
 */
public final class SwitchDiscovery {
  private static final List<Duration> MORE_PROBES =
      List.of(Duration.ofMillis(200), Duration.ofMillis(500));
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final DatapathId device;
  private final LinkDiscovery discovery;
  private final LinkSightings sightings;
  private final Map<Integer, UpPort> ports = new HashMap<>();
  private String codecKey = "";
  private ProbeCodec codec;
  private boolean active;

  /** A port from the moment it came up until it goes down. */
  private static final class UpPort {
    private Port port;

    private UpPort(Port port) {
      this.port = port;
    }
  }

  public SwitchDiscovery(SwitchLoop loop, SwitchChannel channel, LinkDiscovery discovery) {
    this.loop = loop;
    this.channel = channel;
    this.device = channel.device();
    this.discovery = discovery;
    this.sightings = new LinkSightings(loop, device, discovery.network());
    long interval = discovery.interval().toMillis();
    long offset = Math.floorMod(device.value() * 0x9e3779b97f4a7c15L, interval);
    loop.every(Duration.ofMillis(offset), discovery.interval(), this::round);
  }

  /**
   * Became master. Ports that the cluster has known long enough have been probed by the master
   * before, so they count as settled.
   */
  public void start(Collection<Port> present) {
    active = true;
    sightings.reset();
    ports.clear();
    for (Port port : present) {
      portChanged(port);
      if (port.up() && discovery.isLongKnown(port.connectPoint())) {
        discovery.settle(port.connectPoint());
      }
    }
  }

  /** No longer master. */
  public void stop() {
    active = false;
    ports.values().forEach(up -> discovery.unsettle(up.port.connectPoint()));
    ports.clear();
  }

  public void portChanged(Port port) {
    if (!active || !PortNumbers.isOrdinary(port.number())) {
      return;
    }
    if (!port.up()) {
      portRemoved(port.number());
      return;
    }
    UpPort known = ports.get(port.number());
    if (known != null) {
      known.port = port;
      return;
    }
    UpPort up = new UpPort(port);
    ports.put(port.number(), up);
    loop.run(() -> begin(up));
  }

  public void portRemoved(int number) {
    UpPort before = ports.remove(number);
    if (active && before != null) {
      discovery.unsettle(before.port.connectPoint());
      sightings.portDown(before.port.connectPoint());
    }
  }

  /** A packet-in for which {@link LinkDiscovery#isDiscovery} holds. */
  public void packetIn(PacketIn packet) {
    Optional<Probe.Kind> kind = ProbeCodec.kind(packet.data());
    if (!active || kind.isEmpty() || !refreshCodec()) {
      return;
    }
    ProbeCodec.Reading reading = codec.decode(packet.data(), kind.get());
    if (reading instanceof ProbeCodec.Rejected rejected) {
      discovery.count(rejected.reason());
    } else if (reading instanceof ProbeCodec.Genuine genuine) {
      judge(genuine.probe(), packet.receivedAt());
    }
  }

  private void judge(Probe probe, ConnectPoint to) {
    long age = Math.abs(discovery.clock().millis() - probe.sentMillis());
    if (age > CLOCK_TOLERANCE.toMillis()) {
      discovery.count(Rejection.STALE);
    } else if (probe.from().equals(to)) {
      discovery.count(Rejection.ECHOED);
    } else if (ports.containsKey(to.port())) {
      sightings.seen(new Link(probe.from(), to), probe.kind());
    }
  }

  private void round() {
    if (active) {
      ports.values().forEach(up -> send(up.port));
      sightings.round();
    }
  }

  /** Nothing counts before a probe has left: the key may not be known yet. */
  private void begin(UpPort up) {
    if (!isStillUp(up)) {
      return;
    }
    if (send(up.port)) {
      MORE_PROBES.forEach(delay -> loop.after(delay, () -> probe(up)));
      loop.after(LinkDiscovery.SETTLING, () -> settle(up));
    } else {
      loop.after(RETRY, () -> begin(up));
    }
  }

  private void probe(UpPort up) {
    if (isStillUp(up)) {
      send(up.port);
    }
  }

  private void settle(UpPort up) {
    if (isStillUp(up)) {
      discovery.settle(up.port.connectPoint());
    }
  }

  private boolean isStillUp(UpPort up) {
    return active && ports.get(up.port.number()) == up;
  }

  /**
   * LLDP first, so that it arrives before the BDDP that it makes superfluous.
   *
   * @return false if not all could be sent
   */
  private boolean send(Port port) {
    if (!refreshCodec()) {
      return false;
    }
    boolean sent = true;
    for (Probe.Kind kind : Probe.Kind.values()) {
      Probe probe = new Probe(port.connectPoint(), kind, discovery.clock().millis());
      sent &=
          channel.send(
              new SwitchMessage.PacketOut(
                  PacketIn.NO_BUFFER,
                  PortNumbers.CONTROLLER,
                  List.of(new Action.Output(port.number())),
                  codec.encode(probe, port.mac())));
    }
    return sent;
  }

  /** False while the cluster's key is not known. */
  private boolean refreshCodec() {
    Optional<String> key = discovery.key();
    if (key.isPresent() && !key.get().equals(codecKey)) {
      codecKey = key.get();
      codec = new ProbeCodec(codecKey);
    }
    return codec != null;
  }
}
