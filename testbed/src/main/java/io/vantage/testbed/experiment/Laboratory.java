package io.vantage.testbed.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vantage.seer.simulation.Geography;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.server.local.LocalReplica;
import io.vantage.testbed.inject.CpuInjector;
import io.vantage.testbed.inject.CpuUnavailableException;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.EmulatedLabNetwork;
import io.vantage.testbed.lab.LabException;
import io.vantage.testbed.lab.RestClient;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.wan.Wan;
import io.vantage.testbed.wan.WanEmulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A live cluster of processes with one data partition, behind the emulated wide-area network, and
 * emulated switches.
 */
final class Laboratory implements AutoCloseable {
  static final String PARTITION = "p1";

  /** The rest is for relay, switches and clients. */
  private static final double FOR_REPLICAS = 0.75;

  private static final Duration SOON = Duration.ofSeconds(60);

  private final WanEmulator emulator;
  private final ClusterProcesses cluster;
  private final EmulatedLabNetwork network;
  private Optional<CpuInjector> injector = Optional.empty();

  /** Starts everything and waits until all switches have connected. */
  Laboratory(Path directory, Topology topology, Sites sites, int[] places) {
    LocalClusterPlan plan =
        new LocalClusterPlan(places.length, 1, List.of(), "text").throughRelay();
    emulator = new WanEmulator(sites, places);
    ClusterProcesses started = null;
    EmulatedLabNetwork built = null;
    try {
      started = new ClusterProcesses(directory, plan);
      built = new EmulatedLabNetwork(topology, emulator::controllers);
      started.awaitSwitches(topology.switches().size());
    } catch (RuntimeException e) {
      closeAll(built, started, emulator);
      throw e;
    }
    cluster = started;
    network = built;
  }

  Wan wan() {
    return emulator.wan();
  }

  Geography geography() {
    return emulator.wan().geography();
  }

  RestClient rest() {
    return cluster.rest();
  }

  List<LocalReplica> replicas() {
    return cluster.replicas();
  }

  List<String> urls() {
    return cluster.replicas().stream().map(LocalReplica::url).toList();
  }

  List<String> places() {
    return IntStream.range(0, cluster.replicas().size()).mapToObj(emulator::place).toList();
  }

  /**
   * Gives every replica a machine of its own, of an equal part of this one's cores, from now on.
   *
   * @throws CpuUnavailableException saying why that cannot be done
   */
  void separateMachines() throws CpuUnavailableException {
    List<Long> pids =
        replicas().stream()
            .map(replica -> replica.process().map(ProcessHandle::pid).orElseThrow())
            .toList();
    double cores = Runtime.getRuntime().availableProcessors() * FOR_REPLICAS / pids.size();
    injector = Optional.of(CpuInjector.open(pids, Math.min(1, cores)));
  }

  /** Limits or contends for the CPU of replicas; empty unless they have machines of their own. */
  Optional<CpuInjector> injector() {
    return injector;
  }

  /** Sets the strategy of the cluster. */
  void setStrategy(String name) throws IOException {
    cluster.setStrategy(name);
  }

  /**
   * Makes a replica the leader of the partition, however often that takes.
   *
   * @throws LabException if it does not lead by the deadline
   */
  void lead(int replica) {
    String name = cluster.replicas().get(replica).id();
    ClusterProcesses.await(
        name + " to lead " + PARTITION,
        SOON,
        () -> {
          if (cluster.leaderOf(PARTITION, replica) == replica) {
            return true;
          }
          cluster
              .rest()
              .post(
                  replica,
                  "/api/v1/partitions/" + PARTITION + "/leader",
                  JsonNodeFactory.instance.objectNode().put("replica", name));
          return false;
        });
  }

  @Override
  public void close() {
    injector.ifPresent(CpuInjector::close);
    closeAll(network, cluster, emulator);
  }

  private static void closeAll(
      EmulatedLabNetwork network, ClusterProcesses cluster, WanEmulator emulator) {
    if (network != null) {
      network.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    emulator.close();
  }
}
