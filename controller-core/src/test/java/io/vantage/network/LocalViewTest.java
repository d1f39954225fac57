package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import io.vantage.model.Port;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalViewTest {
  private static final PartitionId P1 = PartitionId.data(1);

  private final TestNetwork test = TestNetwork.withPartitions(2);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void shouldHandOutTheSameTopologyUntilSomethingChanges() {
    DatapathId device = test.connect(1, P1, 2);
    Topology first = test.view().topology();

    assertThat(test.view().topology()).isSameAs(first);
    test.apply(new NetworkCommand.AddFlows(device, List.of(FlowRule.on(device).build())));
    assertThat(test.view().topology()).isSameAs(first);
    test.apply(
        new NetworkCommand.UpdateHost(
            new Host(new MacAddress(1), 0, Set.of(), new ConnectPoint(device, 1), 1)));

    Topology second = test.view().topology();
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(second.hosts()).hasSize(1);
    assertThat(first.hosts()).isEmpty();
    assertThat(second.ports()).isSameAs(first.ports());
    assertThat(second.links()).isSameAs(first.links());
  }

  @Test
  void shouldShowASwitchWhoseAssignmentArrivesLater() {
    LocalView late = new LocalView(SingleReplicaCluster.partitionIds(2));
    DatapathId device = new DatapathId(3);
    FlowRule rule = FlowRule.on(device).build();
    NetworkStateMachine machine = late.stateMachine(PartitionId.data(2));
    machine.apply(1, 1, 0, NetworkTypes.CODEC.encode(TestNetwork.connectCommand(device, 1)));
    machine.apply(
        2, 1, 0, NetworkTypes.CODEC.encode(new NetworkCommand.AddFlows(device, List.of(rule))));

    assertThat(late.flow(rule.key())).isPresent();
    assertThat(late.flows(device)).hasSize(1);
    assertThat(late.partitionOf(device)).contains(PartitionId.data(2));
    assertThat(late.partitionOf(new DatapathId(4))).isEmpty();
  }

  @Test
  void shouldSayWhichPartitionsThereAre() {
    assertThatThrownBy(() -> test.view().stateMachine(PartitionId.data(7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no partition p7; there are [system, p1, p2]");
  }

  /**
   * Two states of a switch alternate, in which all ports are up or all are down and every rule has
   * the same cookie and output. No reader may see a mixture within one switch or one rule.
   */
  @Test
  void shouldNeverShowHalfOfACommand() {
    DatapathId device = test.connect(1, P1, 8);
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(CompletableFuture.supplyAsync(() -> readUntil(done, device)));
    }
    for (int round = 0; round < 1500; round++) {
      boolean up = round % 2 == 0;
      List<Port> ports = new ArrayList<>();
      for (int number = 1; number <= (up ? 8 : 3); number++) {
        ports.add(TestNetwork.port(device, number, up));
      }
      FlowRule rule = FlowRule.on(device).cookie(round).output(round).build();
      test.apply(
          new NetworkCommand.ConnectDevice(
              TestNetwork.connectCommand(device, 0).description(), ports),
          new NetworkCommand.AddFlows(device, List.of(rule)));
    }
    done.set(true);

    assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isGreaterThan(10));
  }

  private int readUntil(AtomicBoolean done, DatapathId device) {
    int reads = 0;
    long version = 0;
    long revision = 0;
    while (!done.get()) {
      Topology topology = test.view().topology();
      Collection<Port> ports = topology.portsOf(device);
      long up = ports.stream().filter(Port::up).count();
      assertThat(List.of(up, ports.size())).isIn(List.of(8L, 8), List.of(0L, 3));
      assertThat(topology.version()).isGreaterThanOrEqualTo(version);
      version = topology.version();
      for (FlowEntry entry : test.view().flows(device)) {
        FlowRule expected =
            FlowRule.on(device)
                .cookie(entry.rule().cookie())
                .output((int) entry.rule().cookie())
                .build();
        assertThat(entry.rule()).isEqualTo(expected);
        assertThat(entry.revision()).isGreaterThanOrEqualTo(revision);
        revision = entry.revision();
      }
      reads++;
    }
    return reads;
  }
}
