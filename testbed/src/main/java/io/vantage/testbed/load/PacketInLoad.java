package io.vantage.testbed.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs a {@link LoadSpec} on the calling thread. */
public final class PacketInLoad {
  private static final long LOST_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MAX_WAIT_MILLIS = 1;

  private final LoadSpec spec;
  private final Tally tally = new Tally();
  private final List<LoadSwitch> switches = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  private PacketInLoad(LoadSpec spec) {
    this.spec = spec;
  }

  /**
   * Connects, warms up, measures and disconnects; takes warm-up and duration, plus at most ten
   * seconds until every switch has been asked for its features.
   *
   * @throws IOException if the controller cannot be reached
   */
  public static LoadReport run(LoadSpec spec) throws IOException {
    return new PacketInLoad(spec).run();
  }

  private LoadReport run() throws IOException {
    try (Selector selector = Selector.open()) {
      connect(selector);
      long handshakeEnd = System.nanoTime() + HANDSHAKE_NANOS;
      while (!allReady() && System.nanoTime() < handshakeEnd && failure.isEmpty()) {
        turn(selector, false);
      }
      if (!allReady() && failure.isEmpty()) {
        failure = Optional.of("not every switch was asked for its features within 10 s");
      }
      loop(selector, spec.warmUp().toNanos());
      tally.reset();
      switches.subList(0, spec.deaf()).forEach(LoadSwitch::stopReading);
      Optional<ProcessUsage> before = usage();
      long start = System.nanoTime();
      loop(selector, spec.duration().toNanos());
      double seconds = (System.nanoTime() - start) / 1e9;
      return report(seconds, before, usage());
    } finally {
      for (LoadSwitch each : switches) {
        each.channel().close();
      }
    }
  }

  private void connect(Selector selector) throws IOException {
    Random random = new Random(spec.seed());
    for (int i = 0; i < spec.switches(); i++) {
      LoadSwitch added = new LoadSwitch(spec, i, shuffled(random), tally);
      switches.add(added);
      added.channel().register(selector, SelectionKey.OP_READ, added);
    }
  }

  private int[] shuffled(Random random) {
    int[] order = new int[spec.hosts()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private boolean allReady() {
    return switches.stream().allMatch(LoadSwitch::ready);
  }

  private void loop(Selector selector, long nanos) throws IOException {
    long start = System.nanoTime();
    long lastSweep = start;
    while (System.nanoTime() - start < nanos && failure.isEmpty()) {
      turn(selector, true);
      long now = System.nanoTime();
      if (now - lastSweep > LOST_AFTER_NANOS) {
        switches.forEach(s -> s.forget(now, LOST_AFTER_NANOS));
        lastSweep = now;
      }
    }
  }

  private void turn(Selector selector, boolean load) throws IOException {
    long now = System.nanoTime();
    for (SelectionKey key : selector.keys()) {
      LoadSwitch each = (LoadSwitch) key.attachment();
      if (load) {
        each.fill(now);
      }
      attempt(each, each::write);
      key.interestOps(each.interest());
    }
    selector.select(MAX_WAIT_MILLIS);
    long arrived = System.nanoTime();
    for (SelectionKey key : selector.selectedKeys()) {
      LoadSwitch each = (LoadSwitch) key.attachment();
      if (key.isReadable()) {
        attempt(each, () -> read(each, arrived));
      }
    }
    selector.selectedKeys().clear();
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(LoadSwitch each, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      failure = Optional.of("connection of switch " + each.datapathId() + ": " + e.getMessage());
    }
  }

  private static void read(LoadSwitch each, long now) throws IOException {
    if (!each.read(now)) {
      throw new IOException("closed by the controller");
    }
  }

  private Optional<ProcessUsage> usage() {
    return spec.pid().isPresent() ? ProcessUsage.of(spec.pid().getAsLong()) : Optional.empty();
  }

  private LoadReport report(
      double seconds, Optional<ProcessUsage> before, Optional<ProcessUsage> after) {
    long responses = tally.responses(spec.floods());
    OptionalDouble cpu =
        before.isPresent() && after.isPresent() && responses > 0
            ? OptionalDouble.of(
                (double) (after.get().cpuMicros() - before.get().cpuMicros()) / responses)
            : OptionalDouble.empty();
    OptionalDouble memory =
        after.isPresent()
            ? OptionalDouble.of(after.get().residentBytes() / 1e6)
            : OptionalDouble.empty();
    return new LoadReport(
        spec.switches(),
        spec.wireVersion() == 1 ? "1.0" : "1.3",
        spec.floods() ? "flood" : "window " + spec.window(),
        spec.seed(),
        seconds,
        tally.packetIns(),
        responses,
        responses / seconds,
        tally.flowMods(),
        tally.packetOuts(),
        tally.errors(),
        tally.lost(spec.floods()),
        tally.micros(50),
        tally.micros(99),
        tally.micros(100),
        cpu,
        memory,
        failure);
  }
}
