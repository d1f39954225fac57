package io.vantage.testbed.emulation;

import io.vantage.testbed.emulation.datapath.Frame;
import io.vantage.testbed.topology.Topology;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The links of a network. Carries frames from port to port over the event loops of the switches,
 * counts them, and drops those that loop. Safe for any thread.
 */
public final class Wiring {
  /** Where a port leads: the far switch's event loop runs {@code deliver}. */
  private record Wire(
      EmulatedSwitch loopOwner, Consumer<Frame> deliver, Duration delay, LongAdder frames) {}

  private final Map<Topology.End, Wire> wires = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder frames = new LongAdder();
  private final LongAdder looped = new LongAdder();
  private final LongAdder overflowed = new LongAdder();
  private final NetworkOptions options;

  Wiring(NetworkOptions options) {
    this.options = options;
  }

  void connect(Topology.SwitchLink link, Map<Long, EmulatedSwitch> switches) {
    LongAdder shared = new LongAdder();
    Duration delay = options.linkDelays() ? link.delay() : Duration.ZERO;
    lead(link.a(), link.b(), switches, delay, shared);
    lead(link.b(), link.a(), switches, delay, shared);
  }

  private void lead(
      Topology.End from,
      Topology.End to,
      Map<Long, EmulatedSwitch> switches,
      Duration delay,
      LongAdder counter) {
    EmulatedSwitch far = switches.get(to.datapathId());
    wires.put(from, new Wire(far, f -> far.receive(to.port(), f), delay, counter));
  }

  void connect(EmulatedHost host, EmulatedSwitch at) {
    wires.put(host.attachedTo(), new Wire(at, host::receive, Duration.ZERO, new LongAdder()));
  }

  /** A frame leaves a port of a switch. */
  void transmit(long datapathId, int port, Frame frame) {
    Topology.End from = new Topology.End(datapathId, port);
    Optional.ofNullable(wires.get(from)).ifPresent(wire -> carry(wire, frame));
  }

  /** A frame leaves a host towards its switch. */
  void fromHost(EmulatedSwitch at, int port, Frame frame) {
    Topology.End end = new Topology.End(at.datapathId(), port);
    LongAdder counter =
        Optional.ofNullable(wires.get(end)).map(Wire::frames).orElseGet(LongAdder::new);
    carry(new Wire(at, f -> at.receive(port, f), Duration.ZERO, counter), frame);
  }

  private void carry(Wire wire, Frame frame) {
    if (frame.exhausted()) {
      looped.increment();
      return;
    }
    if (inFlight.incrementAndGet() > options.maxFramesInFlight()) {
      inFlight.decrementAndGet();
      overflowed.increment();
      return;
    }
    frames.increment();
    wire.frames().increment();
    Frame crossed = frame.crossed();
    Runnable delivery =
        () -> {
          inFlight.decrementAndGet();
          wire.deliver().accept(crossed);
        };
    // Always through the queue: delivering at once would nest a call per hop.
    if (wire.delay().isZero()) {
      wire.loopOwner().loop().execute(delivery);
    } else {
      var unused =
          wire.loopOwner().loop().schedule(delivery, wire.delay().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Frames that entered any link. */
  public long frames() {
    return frames.sum();
  }

  /** Frames that crossed the link at this port, in both directions. */
  public long frames(long datapathId, int port) {
    return Optional.ofNullable(wires.get(new Topology.End(datapathId, port)))
        .map(wire -> wire.frames().sum())
        .orElse(0L);
  }

  /** Frames dropped because they went in circles or were too many: above zero means a storm. */
  public long stormDrops() {
    return looped.sum() + overflowed.sum();
  }
}
