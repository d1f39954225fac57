package io.vantage.testbed.lab;

import io.vantage.server.local.LocalClusterPlan;
import io.vantage.testbed.emulation.EmulatedHost;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Kills each replica in turn with SIGKILL, under a load of commands and of packet-ins, and brings
 * it back. Switches are emulated; a packet-in is an ARP request that the forwarding app answers.
 */
public final class FailoverRounds {
  private static final Duration AFTER_KILL = Duration.ofSeconds(3);
  private static final Duration PACKET_DEADLINE = Duration.ofSeconds(2);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  /**
   * One kill.
   *
   * @param commandMillis longest time without an acknowledged command
   * @param packetInMillis longest time in which a host's packet-ins were not answered
   * @param restartMillis from starting the killed replica again until it was ready
   */
  public record Round(
      String killed, double commandMillis, double packetInMillis, double restartMillis) {}

  /**
   * How hard the cluster is pressed.
   *
   * @param settle from the readiness of a restarted replica to the next kill
   * @param packetInterval between two packet-ins of a host; there is a host at every switch
   * @param clients that send commands one after the other
   * @param commandPause of a client between two commands
   */
  public record Pressure(
      Duration settle, Duration packetInterval, int clients, Duration commandPause) {}

  /**
   * @param lost acknowledged updates that some replica did not have in the end
   */
  public record Report(List<Round> rounds, int acknowledged, int lost) {}

  private final Path directory;
  private final Topology topology;
  private final LocalClusterPlan plan;
  private final Pressure pressure;
  private final Consumer<String> progress;

  /**
   * @param directory for the replicas' files
   */
  public FailoverRounds(
      Path directory,
      Topology topology,
      LocalClusterPlan plan,
      Pressure pressure,
      Consumer<String> progress) {
    this.directory = directory;
    this.topology = topology;
    this.plan = plan;
    this.pressure = pressure;
    this.progress = progress;
  }

  /** Runs so many rounds, one replica after the other. */
  public Report run(int rounds) throws IOException, InterruptedException {
    try (ClusterProcesses cluster = new ClusterProcesses(directory, plan);
        EmulatedLabNetwork network = new EmulatedLabNetwork(topology, cluster.controllers())) {
      List<String> devices = cluster.awaitNetwork(network.size());
      LabNetwork.PingReport pings = network.pingAll();
      progress.accept("ping loss before: " + pings.lossPercent() + " %");
      try (CommandLoad load =
          new CommandLoad(cluster.rest(), devices, pressure.clients(), pressure.commandPause())) {
        List<Round> done = killInTurn(cluster, network, load, rounds);
        load.close();
        return new Report(done, load.acknowledgedCount(), lost(cluster, load));
      }
    }
  }

  private List<Round> killInTurn(
      ClusterProcesses cluster, EmulatedLabNetwork network, CommandLoad load, int rounds)
      throws InterruptedException {
    List<Pinger> pingers = inquirers(network);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    pingers.forEach(
        pinger -> {
          var unused =
              timer.scheduleAtFixedRate(
                  pinger::ping, 0, pressure.packetInterval().toNanos(), TimeUnit.NANOSECONDS);
        });
    try {
      List<Round> done = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        int victim = i % plan.replicas();
        TimeUnit.MILLISECONDS.sleep(pressure.settle().toMillis());
        pingers.forEach(Pinger::resetGap);
        double unused = load.takeLongestGapMillis();
        cluster.kill(victim);
        TimeUnit.MILLISECONDS.sleep(AFTER_KILL.toMillis());
        double packets = pingers.stream().mapToDouble(Pinger::longestGapMillis).max().orElseThrow();
        double commands = load.takeLongestGapMillis();
        long begin = System.nanoTime();
        cluster.restart(victim);
        double restart = (System.nanoTime() - begin) / 1e6;
        String name = cluster.replicas().get(victim).id();
        done.add(new Round(name, commands, packets, restart));
        progress.accept(
            "round %d: %s killed, commands stood still for %.0f ms, packet-ins for %.0f ms;"
                    .formatted(i + 1, name, commands, packets)
                + " ready again %.0f ms after its start".formatted(restart));
      }
      return done;
    } finally {
      timer.shutdownNow();
    }
  }

  /** One host at every switch asks for its neighbour, so that some ask at every leader. */
  private static List<Pinger> inquirers(EmulatedLabNetwork network) {
    List<EmulatedHost> hosts = List.copyOf(network.network().hosts());
    List<Pinger> pingers = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      EmulatedHost from = hosts.get(i);
      EmulatedHost to = hosts.get((i + 1) % hosts.size());
      pingers.add(new Pinger(() -> from.inquire(to.ipv4(), PACKET_DEADLINE), PACKET_DEADLINE));
    }
    return pingers;
  }

  private static int lost(ClusterProcesses cluster, CommandLoad load) throws IOException {
    Set<CommandLoad.Acknowledged> lost = new HashSet<>();
    for (int i = 0; i < cluster.rest().replicas(); i++) {
      int at = i;
      try {
        ClusterProcesses.await(
            "every update at replica " + (at + 1), CATCH_UP, () -> load.missingAt(at).isEmpty());
      } catch (LabException e) {
        lost.addAll(load.missingAt(at));
      }
    }
    return lost.size();
  }
}
