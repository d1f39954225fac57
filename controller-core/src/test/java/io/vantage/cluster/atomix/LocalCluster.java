package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Replicas in this JVM. Every leadership that any of them reports is checked for rivals. */
final class LocalCluster implements AutoCloseable {
  private record Office(PartitionId partition, long term) {}

  private final Map<Office, ReplicaId> leaders = new ConcurrentHashMap<>();
  private final List<String> rivals = java.util.Collections.synchronizedList(new ArrayList<>());
  private final Map<ReplicaId, AtomixCluster> running = new LinkedHashMap<>();
  private final Map<ReplicaId, Map<PartitionId, RecordingMachine>> machines = new LinkedHashMap<>();
  private final List<Replica> members = new ArrayList<>();
  private final Path directory;
  private final Transport transport;
  private final Set<Cure> cures;
  private final UnaryOperator<ClusterSettings> adjust;
  private AtomixCluster.Services services;

  LocalCluster(
      int size,
      Path directory,
      Transport transport,
      Set<Cure> cures,
      UnaryOperator<ClusterSettings> adjust) {
    this.directory = directory;
    this.transport = transport;
    this.cures = cures;
    this.adjust = adjust;
    int port = freePort();
    for (int number = 1; number <= size; number++) {
      members.add(new Replica(id(number), "127.0.0." + (10 + number), port));
    }
  }

  /** Runs a task on the thread of a replica's engine and waits for what it returns. */
  static <T> T onRaftThread(RaftReplica replica, Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, replica.getThreadContext())
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LocalCluster inMemory(int size, Path directory, InMemoryNetwork network, int partitions) {
    return inMemory(size, directory, network, partitions, Cure.all());
  }

  static LocalCluster inMemory(
      int size, Path directory, InMemoryNetwork network, int partitions, Set<Cure> cures) {
    return new LocalCluster(
        size,
        directory,
        network,
        cures,
        settings ->
            settings.withDataPartitions(partitions).withTiming(ClusterSettings.Timing.of(500, 80)));
  }

  static ReplicaId id(int number) {
    return new ReplicaId("r" + number);
  }

  /** Runs other services than recording machines. */
  void services(AtomixCluster.Services newServices) {
    services = newServices;
  }

  List<ReplicaId> ids() {
    return members.stream().map(Replica::id).toList();
  }

  /** Starts all replicas and waits until each knows all leaders. */
  LocalCluster start() {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (Replica member : members) {
      starts.add(launch(member.id()));
    }
    starts.forEach(start -> start.orTimeout(20, TimeUnit.SECONDS).join());
    return this;
  }

  /** Starts one replica, on the directory it had before. */
  CompletableFuture<Void> launch(ReplicaId replica) {
    Map<PartitionId, RecordingMachine> own = new ConcurrentHashMap<>();
    machines.put(replica, own);
    ClusterSettings settings =
        adjust.apply(ClusterSettings.lan(replica, members, directory.resolve(replica.name())));
    AtomixCluster cluster =
        services != null
            ? new AtomixCluster(settings, transport, cures, services)
            : new AtomixCluster(
                settings,
                transport,
                partition -> own.computeIfAbsent(partition, p -> new RecordingMachine()),
                cures);
    running.put(replica, cluster);
    cluster.partitions().values().forEach(log -> log.onLeadership(this::record));
    return cluster.start();
  }

  private void record(Leadership leadership) {
    leadership
        .leader()
        .ifPresent(
            leader -> {
              ReplicaId other =
                  leaders.putIfAbsent(
                      new Office(leadership.partition(), leadership.term()), leader);
              if (other != null && !other.equals(leader)) {
                rivals.add(leadership + " but also " + other);
              }
            });
  }

  void stop(ReplicaId replica) {
    AtomixCluster cluster = running.remove(replica);
    if (cluster != null) {
      cluster.close();
    }
  }

  AtomixCluster at(ReplicaId replica) {
    return running.get(replica);
  }

  AtomixCluster at(int number) {
    return running.get(id(number));
  }

  RecordingMachine machine(ReplicaId replica, PartitionId partition) {
    return machines.get(replica).get(partition);
  }

  Set<ReplicaId> running() {
    return Set.copyOf(running.keySet());
  }

  /** Waits for a settled leader. */
  ReplicaId leader(PartitionId partition) {
    return Awaitility.await("leader of " + partition)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> settledLeader(partition), leader -> leader != null);
  }

  private ReplicaId settledLeader(PartitionId partition) {
    for (var entry : running.entrySet()) {
      if (entry.getValue().partition(partition).isSettledLeader()) {
        return entry.getKey();
      }
    }
    return null;
  }

  ReplicaId follower(PartitionId partition) {
    ReplicaId leader = leader(partition);
    return running.keySet().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
  }

  PartitionLog log(ReplicaId replica, PartitionId partition) {
    return at(replica).partition(partition);
  }

  /** Waits until all running replicas have applied the same and returns it. */
  List<String> agreed(PartitionId partition) {
    Awaitility.await("equal state of " + partition)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              List<String> first = machine(running.keySet().iterator().next(), partition).applied();
              for (ReplicaId id : running.keySet()) {
                assertThat(machine(id, partition).applied())
                    .as("at %s, applied up to %d", id, log(id, partition).appliedIndex())
                    .isEqualTo(first);
              }
            });
    return machine(running.keySet().iterator().next(), partition).applied();
  }

  /** Terms in which two replicas were leader. */
  List<String> rivals() {
    return List.copyOf(rivals);
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
    if (cures.containsAll(Set.of(Cure.VOTE_GUARD, Cure.KEEP_VOTE)) && !rivals.isEmpty()) {
      throw new AssertionError("two leaders in a term: " + rivals);
    }
  }
}
