package io.vantage.openflow.probe;

import io.vantage.model.DatapathId;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * Round-trip times from this replica to every connected switch, master or not. One echo is in
 * flight per switch; an echo that fails is left out. Any thread.
 */
public final class SwitchRtt {
  /** Gets every sample, on the event loop of its switch; must not block. */
  public interface Listener {
    void measured(DatapathId device, Duration rtt);

    /** The switch is no longer connected. */
    void gone(DatapathId device);
  }

  /** Samples that count: at five a second, the last six seconds. */
  public static final int WINDOW = 30;

  /** Bounds the echoes of all switches together. */
  private static final int MOST_PER_SECOND = 1_000;

  private final Duration interval;
  private final RandomGenerator random;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<DatapathId, Duration> low = new ConcurrentHashMap<>();

  /**
   * @param interval mean time between two echoes to a switch, unless there are too many switches
   * @param random spreads the echoes; used from the event loops, one call at a time
   */
  public SwitchRtt(Duration interval, RandomGenerator random) {
    this.interval = interval;
    this.random = random;
  }

  /** Passes all samples from now on to a listener. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Starts to measure a connected switch; ends with its loop. */
  public void watch(SwitchLoop loop, SwitchChannel channel) {
    RttWindow window = new RttWindow(WINDOW);
    loop.after(jittered(0.5), () -> probe(loop, channel, window));
  }

  /** The switch is no longer connected. */
  public void forget(DatapathId device) {
    low.remove(device);
    listeners.forEach(listener -> listener.gone(device));
  }

  /** The 20th percentile of a switch's newest round-trip times, if any was measured. */
  public Optional<Duration> rtt(DatapathId device) {
    return Optional.ofNullable(low.get(device));
  }

  /** The same of all connected switches. */
  public Map<DatapathId, Duration> snapshot() {
    return Map.copyOf(low);
  }

  private void probe(SwitchLoop loop, SwitchChannel channel, RttWindow window) {
    loop.whenDone(
        channel.echo(),
        rtt -> {
          window.add(rtt);
          window.low().ifPresent(value -> low.put(channel.device(), value));
          listeners.forEach(listener -> listener.measured(channel.device(), rtt));
          again(loop, channel, window);
        },
        failed -> again(loop, channel, window));
  }

  private void again(SwitchLoop loop, SwitchChannel channel, RttWindow window) {
    loop.after(jittered(1), () -> probe(loop, channel, window));
  }

  private Duration pause() {
    long leastNanos = low.size() * (1_000_000_000L / MOST_PER_SECOND);
    return Duration.ofNanos(Math.max(interval.toNanos(), leastNanos));
  }

  /** Between 0.8 and 1.2 times {@code share} of the pause. */
  private Duration jittered(double share) {
    double factor;
    synchronized (random) {
      factor = 0.8 + 0.4 * random.nextDouble();
    }
    return Duration.ofNanos((long) (pause().toNanos() * share * factor));
  }
}
