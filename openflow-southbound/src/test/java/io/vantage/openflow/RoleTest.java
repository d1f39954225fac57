package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.fake.FakeChannel;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchRefusedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoleTest {
  private final Scenario scenario = new Scenario(3, 2);

  @Test
  void shouldMakeTheLeaderMasterAndTheOthersSlaves() {
    FakeSwitch device = scenario.settledSwitch(7, 2);

    scenario.pass(Duration.ofSeconds(1));

    assertThat(scenario.masters(device)).containsExactly(1);
    assertThat(device.roles()).containsExactly(Role.MASTER, Role.SLAVE, Role.SLAVE);
    assertThat(scenario.partitionOf(device)).isEqualTo(PartitionId.data(2)); // 1 + 7 mod 2
  }

  @Test
  void shouldReportTheSwitchWithAllItsPortsOnBecomingMaster() {
    FakeSwitch device = scenario.settledSwitch(7, 3);

    var topology = scenario.view(3).topology();

    assertThat(topology.devices().get(device.id()).connected()).isTrue();
    assertThat(topology.portsOf(device.id())).hasSize(3);
  }

  @Test
  void shouldFollowTheLeaderWithAGrowingGeneration() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    long before = device.generation();

    scenario.cluster().elect(scenario.partitionOf(device), 2);
    Duration took = scenario.until(() -> scenario.masters(device).equals(List.of(2)));
    scenario.pass(Duration.ofSeconds(3));

    assertThat(took).isLessThan(Duration.ofMillis(20));
    assertThat(device.generation()).isGreaterThan(before);
    assertThat(device.roles()).containsExactly(Role.SLAVE, Role.MASTER, Role.SLAVE);
  }

  @Test
  void shouldStayMasterUntilANewLeaderTakesOverSoThatNoPacketIsLost() {
    FakeSwitch device = scenario.settledSwitch(7, 2);

    scenario.cluster().depose(scenario.partitionOf(device));
    scenario.pass(Duration.ofMillis(500));
    device.receive(1, new byte[60]);
    scenario.pass(Duration.ofMillis(10));

    assertThat(scenario.masters(device)).isEmpty();
    assertThat(scenario.packets(1)).hasSize(1);
    assertThat(device.roles()).containsExactly(Role.MASTER, Role.SLAVE, Role.SLAVE);

    scenario.pass(Duration.ofSeconds(1));
    assertThat(device.roles()).containsOnly(Role.SLAVE);
  }

  @Test
  void shouldNotLetADeposedMasterStealTheSwitchBack() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    PartitionId partition = scenario.partitionOf(device);
    scenario.cluster().cutOff(1);
    scenario.cluster().elect(partition, 2);
    scenario.until(() -> scenario.masters(device).contains(2));
    device.requests();

    // It still believes to lead, and connects anew: it asks for the role with its old term.
    device.disconnect(scenario.replica(1));
    device.connect(scenario.replica(1));
    scenario.pass(Duration.ofSeconds(20));

    assertThat(device.roles().get(0)).as("role of replica 2").isEqualTo(Role.MASTER);
    assertThat(device.requests()).noneMatch(request -> request.startsWith("MASTER"));

    scenario.cluster().heal(1);
    scenario.pass(Duration.ofSeconds(10));
    assertThat(scenario.masters(device)).containsExactly(2);
    assertThat(device.roles().get(0)).isEqualTo(Role.MASTER);
  }

  @Test
  void shouldTakeOverASwitchThatShowsAHigherGenerationThanAWipedClusterWouldSend() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    device.showGeneration(5_000_000_000L);

    scenario.connectToAll(device);
    scenario.until(() -> scenario.masters(device).equals(List.of(1)));

    assertThat(device.generation()).isEqualTo(5_000_000_001L);
    assertThat(device.requests()).noneMatch(request -> request.equals("MASTER 1"));

    scenario.cluster().elect(scenario.partitionOf(device), 3);
    scenario.until(() -> scenario.masters(device).equals(List.of(3)));
    assertThat(device.generation()).isEqualTo(5_000_000_002L);
  }

  @Test
  void shouldUnderstandGenerationsThatHaveWrappedAround() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    device.showGeneration(-2L);

    scenario.connectToAll(device);
    scenario.until(() -> scenario.masters(device).equals(List.of(1)));

    // All but the highest id: 1 is newer than that by the circular comparison.
    assertThat(device.generation()).isEqualTo(1);
  }

  @Test
  void shouldEndWithTheNewestTermWhenLeadershipMovesDuringARoleTransaction() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    PartitionId partition = scenario.partitionOf(device);

    for (int round = 0; round < 12; round++) {
      scenario.cluster().elect(partition, 1 + round % 3);
      scenario.pass(Duration.ofNanos(700_000)); // in the middle of asking
    }
    scenario.pass(Duration.ofSeconds(5));

    assertThat(scenario.masters(device)).containsExactly(3);
    assertThat(device.roles()).containsExactly(Role.SLAVE, Role.SLAVE, Role.MASTER);
    assertThat(device.generation()).isEqualTo(13);
  }

  @Test
  void shouldRegainTheRoleAfterSomebodyElseTookIt() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    var intruder = device.connect(new SilentController());
    scenario.pass(Duration.ofMillis(5));
    var unused = intruder.requestRole(Role.MASTER, 1_000);
    scenario.pass(Duration.ofMillis(5));
    assertThat(device.roles()).containsExactly(Role.SLAVE, Role.SLAVE, Role.SLAVE, Role.MASTER);

    scenario.desire(device, FlowTest.rule(device, 1));
    scenario.until(() -> scenario.allFlowsAdded(device, 4));

    assertThat(device.roles().get(0)).isEqualTo(Role.MASTER);
    assertThat(device.generation()).isEqualTo(1_001);
  }

  @Test
  void shouldImplyMastershipByLeadershipOnOpenFlow10() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_0, 2);
    scenario.connectToAll(device);
    scenario.until(() -> scenario.allFlowsAdded(device, 2));

    device.receive(1, new byte[60]);
    scenario.pass(Duration.ofMillis(10));

    assertThat(scenario.masters(device)).containsExactly(1);
    assertThat(scenario.packets(1)).extracting(PacketIn::inPort).containsExactly(1);
    assertThat(scenario.packets(2)).isEmpty();
    assertThat(scenario.packets(3)).isEmpty();
  }

  @Test
  void shouldReportPortChanges() {
    FakeSwitch device = scenario.settledSwitch(7, 2);

    device.setPort(2, false);
    scenario.pass(Duration.ofMillis(20));
    assertThat(scenario.view(2).topology().ports().get(device.at(2)).up()).isFalse();

    // A change that only the next master has seen in time.
    scenario.cluster().depose(scenario.partitionOf(device));
    device.setPort(1, false);
    scenario.pass(Duration.ofMillis(20));
    assertThat(scenario.view(2).topology().ports().get(device.at(1)).up()).isTrue();
    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.pass(Duration.ofMillis(20));
    assertThat(scenario.view(2).topology().ports().get(device.at(1)).up()).isFalse();
  }

  @Test
  void shouldReportThatASwitchIsGoneAndBack() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    scenario.pass(Duration.ofSeconds(1));

    for (int n = 1; n <= 3; n++) {
      device.disconnect(scenario.replica(n));
    }
    Duration took = scenario.until(() -> !isConnected(device));
    scenario.connectToAll(device);
    scenario.until(() -> isConnected(device));

    assertThat(took).isBetween(Duration.ofMillis(400), Duration.ofSeconds(2));
  }

  @Test
  void shouldReportASwitchThatANewLeaderNeverSaw() {
    FakeSwitch device = scenario.settledSwitch(7, 2);
    device.disconnect(scenario.replica(2));
    scenario.pass(Duration.ofMillis(100));

    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.pass(Duration.ofSeconds(1));
    assertThat(isConnected(device)).as("within the grace period").isTrue();
    scenario.pass(Duration.ofSeconds(3));

    assertThat(isConnected(device)).isFalse();
  }

  @Test
  void shouldMakeGoodAStrayReportOfAbsence() {
    FakeSwitch device = scenario.settledSwitch(7, 2);

    scenario.submit(new NetworkCommand.DisconnectDevice(device.id()));

    assertThat(isConnected(device)).isFalse();
    scenario.until(() -> isConnected(device));
  }

  @Test
  void shouldAssignASwitchOnceALeaderOfTheSystemPartitionIsThere() {
    scenario.cluster().depose(PartitionId.SYSTEM);
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    scenario.connectToAll(device);
    scenario.pass(Duration.ofSeconds(12));
    assertThat(scenario.view(1).partitionOf(device.id())).isEmpty();

    scenario.cluster().elect(PartitionId.SYSTEM, 3);

    scenario.time().until(() -> scenario.masters(device).size() == 1, Duration.ofSeconds(10));
  }

  @Test
  void shouldGiveUpASwitchThatNeverAnswersRoleRequests() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    FakeChannel channel = device.connect(scenario.replica(1));
    channel.failRoles(new IllegalStateException("no answer"));
    scenario.pass(Duration.ofSeconds(3));
    assertThat(channel.isOpen()).isTrue();

    scenario.pass(Duration.ofSeconds(20));

    assertThat(channel.isOpen()).isFalse();
    assertThat(scenario.replica(1).channel(device.id())).isEmpty();
  }

  @Test
  void shouldBecomeMasterOnceTheSwitchAnswersAgain() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    FakeChannel channel = device.connect(scenario.replica(1));
    channel.failRoles(new IllegalStateException("no answer"));
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.masters(device)).isEmpty();

    channel.answerRoles();

    scenario.until(() -> scenario.masters(device).equals(List.of(1)));
  }

  @Test
  void shouldTreatASwitchWithoutRolesLikeOneOfOpenFlow10() {
    FakeSwitch device = scenario.newSwitch(7, OpenFlowVersion.OF_1_3, 2);
    FakeChannel channel = device.connect(scenario.replica(1));
    channel.failRoles(
        new SwitchRefusedException(
            new SwitchError(11, 1, "OFPET_ROLE_REQUEST_FAILED/OFPRRFC_UNSUP")));

    scenario.until(() -> scenario.allFlowsAdded(device, 3));

    assertThat(scenario.masters(device)).containsExactly(1);
    assertThat(device.requests()).noneMatch(request -> request.startsWith("MASTER"));
  }

  private boolean isConnected(FakeSwitch device) {
    return scenario.view(1).topology().devices().get(device.id()).connected();
  }
}
