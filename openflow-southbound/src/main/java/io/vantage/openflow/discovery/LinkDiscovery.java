package io.vantage.openflow.discovery;

import io.vantage.model.ConnectPoint;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final Logger LOG = LoggerFactory.getLogger(LinkDiscovery.class);

  private final Network network;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration interval;
  private final Set<ConnectPoint> settled = ConcurrentHashMap.newKeySet();
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
