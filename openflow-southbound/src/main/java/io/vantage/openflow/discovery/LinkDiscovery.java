package io.vantage.openflow.discovery;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkEvent;
import io.vantage.network.Topology;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the discovery of all switches shares: the key, the ports that have settled, counters. Any
 * thread.
 */
public final class LinkDiscovery {
  /** Configuration key of the secret that probes are signed with; the first replica makes it. */
  public static final String KEY = "discovery.key";

  /** From the first probe of a port until it counts as an edge if no link was found there. */
  static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(LinkDiscovery.class);

  private final Network network;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration interval;
  private final Set<ConnectPoint> settled = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<DatapathId, Long> connectedSince = new ConcurrentHashMap<>();
  private final ConcurrentMap<ConnectPoint, Long> upSince = new ConcurrentHashMap<>();
  private final Map<Rejection, LongAdder> rejections = new EnumMap<>(Rejection.class);
  private final AtomicBoolean proposing = new AtomicBoolean();

  /**
   * @param random source of the key; a secure one outside of tests
   * @param interval time between two probes of a port
   */
  public LinkDiscovery(Network network, Clock clock, RandomGenerator random, Duration interval) {
    this.network = network;
    this.clock = clock;
    this.random = random;
    this.interval = interval;
    for (Rejection reason : Rejection.values()) {
      rejections.put(reason, new LongAdder());
    }
  }

  /**
   * True if this replica is master of the switch and its probes have left the port long enough ago
   * that a link would have been found: a settled port without a link is an edge port.
   */
  public boolean isSettled(ConnectPoint port) {
    return settled.contains(port);
  }

  /** Frames of discovery protocols that proved no link, by reason, since the start. */
  public Map<Rejection, Long> rejections() {
    Map<Rejection, Long> counts = new EnumMap<>(Rejection.class);
    rejections.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  /** True if the frame is for discovery, and so not for apps. */
  public static boolean isDiscovery(byte[] frame) {
    return ProbeCodec.kind(frame).isPresent();
  }

  /** Follows the replicated network; events come from the threads that apply it. */
  public void onEvent(NetworkEvent event) {
    if (event instanceof NetworkEvent.DeviceChanged changed) {
      boolean present = changed.change() == NetworkEvent.Change.PUT;
      follow(connectedSince, changed.device().id(), present && changed.device().connected());
    } else if (event instanceof NetworkEvent.PortChanged changed) {
      boolean present = changed.change() == NetworkEvent.Change.PUT;
      follow(upSince, changed.port().connectPoint(), present && changed.port().up());
    } else if (event instanceof NetworkEvent.PartitionRestored) {
      Topology topology = network.view().topology();
      topology.devices().forEach((id, device) -> follow(connectedSince, id, device.connected()));
      topology.ports().forEach((place, port) -> follow(upSince, place, port.up()));
    }
  }

  private <K> void follow(Map<K, Long> sinceMillis, K key, boolean holds) {
    if (holds) {
      sinceMillis.putIfAbsent(key, clock.millis());
    } else {
      sinceMillis.remove(key);
    }
  }

  /**
   * True if the cluster has known the port to be up, and its switch connected, for the time in
   * which the switch's master would have found a link there.
   */
  boolean isLongKnown(ConnectPoint port) {
    Long connected = connectedSince.get(port.device());
    Long up = upSince.get(port);
    return connected != null
        && up != null
        && clock.millis() - Math.max(connected, up) >= SETTLING.toMillis();
  }

  /** The cluster's key, once it is known here; has one made if there is none. */
  Optional<String> key() {
    Optional<String> key = Optional.ofNullable(network.view().configuration().get(KEY));
    if (key.isEmpty() && proposing.compareAndSet(false, true)) {
      String candidate;
      synchronized (random) {
        candidate = ProbeCodec.newKey(random);
      }
      var unused =
          network
              .submit(new NetworkCommand.InitializeConfiguration(KEY, candidate))
              .whenComplete(
                  (receipt, error) -> {
                    proposing.set(false);
                    if (error != null) {
                      LOG.warn("Key of link discovery not stored: {}", error.toString());
                    }
                  });
    }
    return key;
  }

  Network network() {
    return network;
  }

  Clock clock() {
    return clock;
  }

  Duration interval() {
    return interval;
  }

  void settle(ConnectPoint port) {
    settled.add(port);
  }

  void unsettle(ConnectPoint port) {
    settled.remove(port);
  }

  void count(Rejection reason) {
    rejections.get(reason).increment();
  }
}
