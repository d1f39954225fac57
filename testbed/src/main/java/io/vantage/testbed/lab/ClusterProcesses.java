package io.vantage.testbed.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vantage.server.cli.NodeProcess;
import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.server.local.LocalReplica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Replicas as processes of this machine, by number from 0. */
public final class ClusterProcesses implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration NETWORK = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  private List<LocalReplica> replicas = List.of();
  private final RestClient rest;

  /** Starts the replicas and waits until all are ready. */
  public ClusterProcesses(Path directory, LocalClusterPlan plan) {
    LocalCluster cluster = new LocalCluster(directory);
    for (int number = 1; number <= plan.replicas(); number++) {
      LocalCluster.obstacle(cluster.replica(number))
          .ifPresent(
              obstacle -> {
                throw new LabException(obstacle + "; is another cluster running?");
              });
    }
    try {
      replicas = cluster.setUp(plan);
      rest =
          new RestClient(replicas.stream().map(LocalReplica::url).toList(), Duration.ofSeconds(10));
      for (LocalReplica replica : replicas) {
        replica.start(NodeProcess.command(replica));
      }
      for (int i = 0; i < replicas.size(); i++) {
        awaitReady(i);
      }
    } catch (IOException e) {
      throw new LabException("the replicas could not be started: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Calls the replicas' REST interface; number i is replica {@code r(i+1)}. */
  public RestClient rest() {
    return rest;
  }

  public List<LocalReplica> replicas() {
    return replicas;
  }

  /** Where the replicas listen for switches. */
  public List<InetSocketAddress> controllers() {
    return replicas.stream()
        .map(replica -> new InetSocketAddress(replica.host(), LocalReplica.OPENFLOW_PORT))
        .toList();
  }

  /** SIGKILL. */
  public void kill(int replica) {
    replicas.get(replica).kill();
  }

  /** Starts a killed replica again and waits until it is ready. */
  public void restart(int replica) {
    try {
      replicas.get(replica).start(NodeProcess.command(replicas.get(replica)));
      awaitReady(replica);
    } catch (IOException e) {
      throw new LabException("the replica could not be started: " + e.getMessage(), e);
    }
  }

  private void awaitReady(int replica) {
    await(
        "replica " + replicas.get(replica).id() + " to be ready",
        READY,
        () -> {
          if (replicas.get(replica).process().isEmpty()) {
            throw new LabException(
                "replica "
                    + replicas.get(replica).id()
                    + " has ended; see "
                    + replicas.get(replica).outputFile());
          }
          return rest.get(replica, "/health") != null;
        });
  }

  /**
   * Waits until every replica knows that so many switches are connected.
   *
   * @return their datapath ids
   */
  public List<String> awaitSwitches(int expected) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      int replica = i;
      await(
          expected + " switches at " + replicas.get(i).id(),
          NETWORK,
          () -> {
            ids.clear();
            for (JsonNode device : rest.get(replica, "/api/v1/devices").path("devices")) {
              if (device.path("connected").asBoolean()) {
                ids.add(device.path("id").asText());
              }
            }
            return ids.size() == expected;
          });
    }
    return ids;
  }

  /** The same, and until all links are known. */
  public List<String> awaitNetwork(LabNetwork.Size size) {
    List<String> ids = awaitSwitches(size.switches());
    await(
        size.links() + " links",
        NETWORK,
        () -> rest.get(0, "/api/v1/links").path("links").size() == 2 * size.links());
    return ids;
  }

  /** Sets the strategy that decides where leaders sit. */
  public void setStrategy(String name) throws IOException {
    rest.put(
        0, "/api/v1/seer/strategy", JsonNodeFactory.instance.objectNode().put("strategy", name));
  }

  /** The number of the replica that leads a partition, as replica {@code at} knows it. */
  public int leaderOf(String partition, int at) throws IOException {
    JsonNode answer = rest.get(at, "/api/v1/partitions/" + partition);
    String leader = answer.path("leader").asText("");
    for (int i = 0; i < replicas.size(); i++) {
      if (replicas.get(i).id().equals(leader)) {
        return i;
      }
    }
    throw new IOException("partition " + partition + " has no known leader: " + answer);
  }

  /**
   * Waits for a condition, which may fail with an {@link IOException} until it holds.
   *
   * @throws LabException when it does not hold by the deadline
   */
  public static void await(String what, Duration deadline, Callable<Boolean> condition) {
    long end = System.nanoTime() + deadline.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      try {
        if (condition.call()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (IOException e) {
        last = " (" + e.getMessage() + ")";
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted while waiting for " + what, e);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new LabException("failed while waiting for " + what + ": " + e, e);
      }
    }
    throw new LabException("waited " + deadline.toSeconds() + " s in vain for " + what + last);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    for (LocalReplica replica : replicas) {
      replica.stop(STOP);
    }
  }
}
