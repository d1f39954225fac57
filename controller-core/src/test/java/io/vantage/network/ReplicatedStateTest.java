package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.atomix.AtomixCluster;
import io.vantage.cluster.atomix.ClusterSettings;
import io.vantage.cluster.atomix.InMemoryNetwork;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network on the real engine: three replicas in this JVM. */
class ReplicatedStateTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final DatapathId SWITCH = new DatapathId(7);
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private record Node(AtomixCluster cluster, LocalView view, ReplicatedNetwork network) {
    void submit(NetworkCommand command, List<Node> readers) {
      Receipt receipt = get(network.submit(command));
      readers.forEach(reader -> get(reader.network.await(receipt, DEADLINE)));
    }

    byte[] snapshot(PartitionId partition) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      view.stateMachine(partition).snapshot(out);
      return out.toByteArray();
    }
  }

  private final InMemoryNetwork wires = new InMemoryNetwork(1);
  private final List<Replica> members =
      IntStream.rangeClosed(1, 3)
          .mapToObj(n -> new Replica(new ReplicaId("r" + n), "127.0.0." + (40 + n), 17_100))
          .toList();
  private final List<Node> nodes = new ArrayList<>();

  @TempDir Path directory;

  @BeforeEach
  void start() {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (Replica member : members) {
      nodes.add(open(member.id()));
      starts.add(nodes.get(nodes.size() - 1).cluster().start());
    }
    starts.forEach(ReplicatedStateTest::get);
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.cluster().close());
    wires.close();
  }

  private Node open(ReplicaId replica) {
    ClusterSettings settings =
        ClusterSettings.lan(replica, members, directory.resolve(replica.name()))
            .withDataPartitions(2);
    LocalView view = new LocalView(settings.partitions());
    AtomixCluster cluster = new AtomixCluster(settings, wires, view::stateMachine);
    return new Node(cluster, view, new ReplicatedNetwork(cluster, view));
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void shouldShowAtEveryReplicaWhatWasCommittedAtAny() throws IOException {
    nodes.get(0).submit(new NetworkCommand.AssignSwitch(SWITCH, P1), nodes);
    nodes.get(1).submit(TestNetwork.connectCommand(SWITCH, 4), nodes);
    for (int i = 0; i < 30; i++) {
      FlowRule rule = FlowRule.on(SWITCH).priority(i).output(1).build();
      Node writer = nodes.get(i % 3);
      writer.submit(new NetworkCommand.AddFlows(SWITCH, List.of(rule)), nodes);
      assertThat(nodes)
          .allSatisfy(reader -> assertThat(reader.view().flow(rule.key())).isPresent());
    }
    assertThatThrownBy(
            () -> get(nodes.get(2).network().submit(new NetworkCommand.RemoveDevice(SWITCH))))
        .hasRootCauseInstanceOf(CommandRejectedException.class);

    assertThat(nodes.get(1).snapshot(P1)).isEqualTo(nodes.get(0).snapshot(P1));
    assertThat(nodes.get(2).snapshot(P1)).isEqualTo(nodes.get(0).snapshot(P1));
  }

  @Test
  void shouldHaveTheSameStateAfterARestart() throws IOException {
    nodes.get(0).submit(new NetworkCommand.AssignSwitch(SWITCH, P1), nodes);
    nodes.get(0).submit(TestNetwork.connectCommand(SWITCH, 4), nodes);
    nodes.get(2).cluster().close();
    FlowRule rule = FlowRule.on(SWITCH).output(1).build();
    Receipt missed =
        get(nodes.get(0).network().submit(new NetworkCommand.AddFlows(SWITCH, List.of(rule))));

    Node restarted = open(members.get(2).id());
    nodes.set(2, restarted);
    get(restarted.cluster().start());
    get(restarted.network().await(missed, DEADLINE));

    assertThat(restarted.view().flow(rule.key())).isPresent();
    assertThat(restarted.snapshot(P1)).isEqualTo(nodes.get(0).snapshot(P1));
  }
}
