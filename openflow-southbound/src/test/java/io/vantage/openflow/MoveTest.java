package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.model.PacketIn;
import io.vantage.network.DeviceMoves;
import io.vantage.network.MoveOutcome;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import io.vantage.southbound.SwitchChannel.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MoveTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId P2 = PartitionId.data(2);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Scenario scenario = new Scenario(3, 2);
  private final FakeSwitch device = scenario.settledSwitch(7, 2); // in p2

  private CompletableFuture<MoveOutcome> move(int replica, PartitionId to) {
    return new DeviceMoves(scenario.cluster().member(replica).network())
        .move(device.id(), to, LIMIT);
  }

  @Test
  void shouldBringMastershipToTheNewPartitionsLeader() {
    scenario.cluster().elect(P1, 3);
    for (int round = 0; round < 6; round++) {
      scenario.cluster().elect(P2, 2); // its term is higher than that of p1
    }
    scenario.until(() -> scenario.masters(device).equals(List.of(2)));
    long before = device.generation();

    CompletableFuture<MoveOutcome> outcome = move(1, P1);
    scenario.until(() -> scenario.masters(device).equals(List.of(3)));
    scenario.pass(Duration.ofSeconds(3));

    assertThat(outcome.join()).isInstanceOf(MoveOutcome.Moved.class);
    assertThat(device.generation()).isGreaterThan(before);
    assertThat(device.roles()).containsExactly(Role.SLAVE, Role.SLAVE, Role.MASTER);
    assertThat(scenario.view(2).partitionOf(device.id())).contains(P1);
  }

  @Test
  void shouldStayMasterAnewIfOneReplicaLeadsBothPartitions() {
    move(2, P1);
    scenario.until(
        () -> scenario.view(1).partitionOf(device.id()).equals(java.util.Optional.of(P1)));
    scenario.until(() -> scenario.masters(device).equals(List.of(1)));

    scenario.cluster().elect(P2, 3);
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.masters(device)).as("p2 is of no concern any more").containsExactly(1);
    scenario.cluster().elect(P1, 2);
    scenario.until(() -> scenario.masters(device).equals(List.of(2)));
  }

  @Test
  void shouldNotTouchTheRulesOfTheSwitch() {
    scenario.desire(device, FlowTest.rule(device, 1), FlowTest.rule(device, 2));
    scenario.until(() -> scenario.allFlowsAdded(device, 5));
    var flows = List.copyOf(scenario.view(2).flows(device.id()));

    CompletableFuture<MoveOutcome> outcome = move(2, P1);
    scenario.until(outcome::isDone);
    scenario.until(() -> scenario.masters(device).size() == 1);

    assertThat(scenario.view(2).flows(device.id())).isEqualTo(flows);
    scenario.desire(device, FlowTest.rule(device, 3));
    scenario.until(() -> scenario.allFlowsAdded(device, 6));
    scenario.undesire(device, FlowTest.rule(device, 1));
    scenario.until(() -> scenario.allFlowsAdded(device, 5));
  }

  @Test
  void shouldDeliverEveryPacketToSomebodyWhileItMoves() {
    scenario.cluster().elect(P1, 3);
    scenario.cluster().elect(P2, 2);
    scenario.until(() -> scenario.masters(device).equals(List.of(2)));
    int before = received();

    move(1, P1);
    for (int packet = 0; packet < 200; packet++) {
      device.receive(1, new byte[60]);
      scenario.pass(Duration.ofMillis(1));
    }
    scenario.pass(Duration.ofSeconds(1));

    assertThat(scenario.masters(device)).containsExactly(3);
    assertThat(received() - before).isEqualTo(200);
  }

  private int received() {
    return java.util.stream.IntStream.rangeClosed(1, 3)
        .mapToObj(scenario::packets)
        .mapToInt(List<PacketIn>::size)
        .sum();
  }

  @Test
  void shouldSayThatASwitchIsThereAlready() {
    CompletableFuture<MoveOutcome> outcome = move(3, P2);
    scenario.until(outcome::isDone);

    assertThat(outcome.join()).isEqualTo(new MoveOutcome.AlreadyThere(device.id(), P2));
  }

  @Test
  void shouldSayWhyASwitchStays() {
    scenario.cluster().depose(P1);

    CompletableFuture<MoveOutcome> outcome = move(3, P1);
    scenario.time().until(() -> !scenario.view(1).moves().isEmpty(), Duration.ofSeconds(1));
    scenario.pass(Duration.ofSeconds(6));
    scenario.cluster().elect(P1, 3);
    scenario.until(outcome::isDone);

    assertThat(outcome.join())
        .isInstanceOfSatisfying(
            MoveOutcome.Aborted.class,
            aborted -> assertThat(aborted.reason()).contains("within 5 s"));
    assertThat(scenario.masters(device)).hasSize(1);
  }
}
