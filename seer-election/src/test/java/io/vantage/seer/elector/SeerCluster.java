package io.vantage.seer.elector;

import static org.awaitility.Awaitility.await;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.atomix.AtomixCluster;
import io.vantage.cluster.atomix.ClusterSettings;
import io.vantage.cluster.atomix.ClusterSettings.Timing;
import io.vantage.cluster.atomix.InMemoryNetwork;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.network.LocalView;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.Receipt;
import io.vantage.network.ReplicatedNetwork;
import io.vantage.seer.placement.Strategies;
import io.vantage.seer.placement.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Replicas with SEER on a network of chosen delays, and a switch in partition p1. */
final class SeerCluster implements AutoCloseable {
  static final PartitionId P1 = PartitionId.data(1);
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final DatapathId DEVICE = new DatapathId(1);

  /** What a replica consists of here. */
  record Node(AtomixCluster cluster, Network network, Traffic traffic, Seer seer) {}

  final InMemoryNetwork net = new InMemoryNetwork(1);
  private final Map<ReplicaId, Node> running = new LinkedHashMap<>();
  private final List<Replica> members = new ArrayList<>();
  private final Path directory;
  private final SeerSettings settings;
  private final Function<String, Strategy> strategies;

  SeerCluster(int size, Path directory, SeerSettings settings) {
    this(size, directory, settings, Optional.empty());
  }

  SeerCluster(
      int size, Path directory, SeerSettings settings, Optional<Function<String, Strategy>> own) {
    this.directory = directory;
    this.settings = settings;
    for (int number = 1; number <= size; number++) {
      members.add(new Replica(id(number), "127.0.0." + number, 5_000 + number));
    }
    this.strategies = own.orElse(name -> Strategies.named(name, ids(), 1));
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    members.forEach(member -> starts.add(launch(member.id())));
    starts.forEach(start -> start.orTimeout(30, TimeUnit.SECONDS).join());
    submit(id(1), new NetworkCommand.AssignSwitch(DEVICE, P1));
    Device device = new Device(DEVICE, OpenFlowVersion.OF_1_3, SwitchDescription.UNKNOWN, 4, true);
    Port port = new Port(DEVICE, 1, "eth1", new MacAddress(1), true, 1_000);
    await()
        .atMost(PATIENCE)
        .until(() -> at(id(1)).network().view().partitionOf(DEVICE).isPresent());
    submit(id(1), new NetworkCommand.ConnectDevice(device, List.of(port)));
    running.values().forEach(node -> node.seer().start());
  }

  static ReplicaId id(int number) {
    return new ReplicaId("r" + number);
  }

  List<ReplicaId> ids() {
    return members.stream().map(Replica::id).toList();
  }

  private CompletableFuture<Void> launch(ReplicaId replica) {
    ClusterSettings raft =
        ClusterSettings.lan(replica, members, directory.resolve(replica.name()))
            .withDataPartitions(1)
            .withTiming(Timing.of(1_000, 100));
    LocalView view = new LocalView(raft.partitions());
    Traffic traffic = new Traffic();
    AtomixCluster cluster =
        new AtomixCluster(raft, net, id -> traffic.counted(id, view.stateMachine(id)));
    Network network = traffic.fromOutside(new ReplicatedNetwork(cluster, view), cluster);
    Seer seer = new Seer(cluster, view, traffic, () -> new Load(0.1, 0.1), settings, strategies);
    running.put(replica, new Node(cluster, network, traffic, seer));
    return cluster.start();
  }

  Node at(ReplicaId replica) {
    return running.get(replica);
  }

  List<ReplicaId> running() {
    return List.copyOf(running.keySet());
  }

  /** Ends a replica at once; the others only notice that it has gone silent. */
  void kill(ReplicaId replica) {
    Node node = running.remove(replica);
    net.isolate(replica, ids());
    node.seer().close();
    node.cluster().close();
  }

  /**
   * Sets the round-trip times between replicas, in milliseconds; only half of the matrix counts.
   */
  void roundTrips(int[][] millis) {
    for (int i = 0; i < millis.length; i++) {
      for (int j = 0; j < i; j++) {
        Duration oneWay = Duration.ofNanos(millis[i][j] * 500_000L);
        net.delay(id(i + 1), id(j + 1), oneWay);
        net.delay(id(j + 1), id(i + 1), oneWay);
      }
    }
  }

  /** Brings a command into the cluster at a replica, from outside. */
  CompletableFuture<Receipt> host(ReplicaId at, long number) {
    Host host = new Host(new MacAddress(number), 0, Set.of(), new ConnectPoint(DEVICE, 1), number);
    return at(at).network().submit(new NetworkCommand.UpdateHost(host));
  }

  int hostsAt(ReplicaId replica) {
    return at(replica).network().view().topology().hosts().size();
  }

  void submit(ReplicaId at, NetworkCommand command) {
    at(at).network().submit(command).orTimeout(30, TimeUnit.SECONDS).join();
  }

  void choose(String strategy) {
    submit(
        running().get(0), new NetworkCommand.SetConfiguration(SeerSettings.STRATEGY_KEY, strategy));
    for (ReplicaId replica : running()) {
      await().atMost(PATIENCE).until(() -> status(replica).strategy().equals(strategy));
    }
  }

  SeerStatus status(ReplicaId replica) {
    return at(replica).seer().status().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Waits for the one replica that decides. */
  ReplicaId elector() {
    return await("elector")
        .atMost(PATIENCE)
        .until(
            () -> running().stream().filter(replica -> status(replica).deciding()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  ReplicaId leader(PartitionId partition) {
    return await("leader of " + partition)
        .atMost(PATIENCE)
        .until(
            () ->
                running().stream()
                    .filter(id -> at(id).cluster().partition(partition).isSettledLeader())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  void lead(PartitionId partition, ReplicaId replica) {
    await("leadership of " + replica)
        .atMost(PATIENCE)
        .until(
            () -> {
              at(replica)
                  .cluster()
                  .partition(partition)
                  .transfer(replica, Duration.ofSeconds(3))
                  .orTimeout(10, TimeUnit.SECONDS)
                  .join();
              return at(replica).cluster().partition(partition).isSettledLeader();
            });
  }

  @Override
  public void close() {
    running.values().forEach(node -> node.seer().close());
    running.values().forEach(node -> node.cluster().close());
    net.close();
  }
}
