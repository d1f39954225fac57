package io.vantage.testbed.lab;

import io.vantage.testbed.emulation.EmulatedHost;
import io.vantage.testbed.emulation.EmulatedNetwork;
import io.vantage.testbed.emulation.NetworkOptions;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.topology.Topology.SwitchNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Emulated switches and hosts in this process. */
public final class EmulatedLabNetwork implements LabNetwork {
  private static final Duration PING_DEADLINE = Duration.ofSeconds(2);

  /** As long as the ping of a real host waits for the answer to its only packet. */
  private static final Duration PATIENT_PING = Duration.ofSeconds(10);

  private static final Duration SWEEP_DEADLINE = Duration.ofSeconds(110);
  private static final int PARALLEL_PINGS = 64;
  private static final int PINGING_PAIRS = 4;

  private final EmulatedNetwork network;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private List<Pinger> pairs = List.of();
  private List<AutoCloseable> running = List.of();

  /** Builds the network and connects every switch to every controller. */
  public EmulatedLabNetwork(Topology topology, List<InetSocketAddress> controllers) {
    this(topology, node -> controllers);
  }

  /** Builds the network; switches reach the controllers each at addresses of its own. */
  public EmulatedLabNetwork(
      Topology topology, Function<SwitchNode, List<InetSocketAddress>> controllers) {
    network = EmulatedNetwork.start(topology, NetworkOptions.defaults(), controllers);
  }

  public EmulatedNetwork network() {
    return network;
  }

  @Override
  public Size size() {
    Topology topology = network.topology();
    return new Size(topology.switches().size(), topology.links().size(), topology.hosts().size());
  }

  @Override
  public PingReport pingAll() {
    try {
      io.vantage.testbed.emulation.PingReport report =
          network
              .pingAll(PATIENT_PING, PARALLEL_PINGS)
              .get(SWEEP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return new PingReport(report.sent(), report.answered(), report.answered(), 0);
    } catch (TimeoutException | ExecutionException e) {
      throw new LabException("the pings did not end: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  @Override
  public void startPings(Duration interval) {
    List<EmulatedHost> hosts = List.copyOf(network.hosts());
    int half = hosts.size() / 2;
    List<Pinger> started = new ArrayList<>();
    List<AutoCloseable> handles = new ArrayList<>();
    for (int i = 0; i < Math.min(PINGING_PAIRS, half); i++) {
      Pinger pair = pinger(hosts.get(i), hosts.get(i + half));
      started.add(pair);
      var handle =
          timer.scheduleAtFixedRate(pair::ping, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
      handles.add(() -> handle.cancel(false));
    }
    pairs = started;
    running = handles;
  }

  private static Pinger pinger(EmulatedHost from, EmulatedHost to) {
    return new Pinger(() -> from.ping(to.ipv4(), PING_DEADLINE), PING_DEADLINE);
  }

  @Override
  public PingReport stopPings() {
    try {
      for (AutoCloseable handle : running) {
        handle.close();
      }
      long sent = 0;
      long received = 0;
      double gap = 0;
      for (Pinger pair : pairs) {
        pair.awaitLast();
        sent += pair.sent();
        received += pair.received();
        gap = Math.max(gap, pair.longestGapMillis());
      }
      return new PingReport(sent, received, received, gap);
    } catch (Exception e) {
      throw new LabException("the pings could not be ended: " + e, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    network.close();
  }
}
