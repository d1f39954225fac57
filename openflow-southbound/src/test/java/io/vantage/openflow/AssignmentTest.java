package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.network.Assignment;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final List<ReplicaId> MEMBERS = List.of(r(1), r(2), r(3));

  private static ReplicaId r(int number) {
    return new ReplicaId("r" + number);
  }

  private static PartitionId p(int number) {
    return PartitionId.data(number);
  }

  private static List<PartitionId> partitions(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(PartitionId::data).toList();
  }

  private static PartitionId regional(long device, int partitions, double... millis) {
    Map<ReplicaId, Duration> rtts = new HashMap<>();
    for (int i = 0; i < millis.length; i++) {
      if (millis[i] >= 0) {
        rtts.put(r(i + 1), Duration.ofNanos((long) (millis[i] * 1e6)));
      }
    }
    return new Assignment.Regional()
        .choose(new DatapathId(device), MEMBERS, partitions(partitions), rtts);
  }

  @Test
  void shouldTakeThePartitionOfTheNearestReplica() {
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 3, 30, 8, 25)))
        .containsOnly(p(2));
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 6, 30, 8, 25)))
        .containsOnly(p(2), p(5));
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 2, 30, 20, 1)))
        .as("r3 is no partition's home")
        .containsOnly(p(2));
  }

  @Test
  void shouldSpreadEvenlyWhenAllReplicasAreEquallyNear() {
    Map<PartitionId, Integer> counts = new HashMap<>();
    LongStream.range(0, 300)
        .forEach(id -> counts.merge(regional(id, 3, 0.2, 0.9, 0.4), 1, Integer::sum));

    assertThat(counts).containsOnlyKeys(p(1), p(2), p(3));
    assertThat(counts.values()).containsOnly(100);
  }

  @Test
  void shouldTakeFarReplicasForEquallyNearWithinATenth() {
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 3, 50, 54, 56)))
        .containsOnly(p(1), p(2));
  }

  @Test
  void shouldDoWithWhatIsKnown() {
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 3, -1, -1, 40)))
        .containsOnly(p(3));
    assertThat(LongStream.range(0, 9).mapToObj(id -> regional(id, 3)))
        .containsOnly(p(1), p(2), p(3));
  }

  @Test
  void shouldFollowTheListAndElseTheFallback() {
    Assignment listed =
        new Assignment.Static(Map.of(new DatapathId(4), p(3)), new Assignment.Hash());

    assertThat(listed.choose(new DatapathId(4), MEMBERS, partitions(3), Map.of())).isEqualTo(p(3));
    assertThat(listed.choose(new DatapathId(5), MEMBERS, partitions(3), Map.of())).isEqualTo(p(3));
    assertThat(listed.choose(new DatapathId(6), MEMBERS, partitions(3), Map.of())).isEqualTo(p(1));
    assertThat(listed.isRegional(new DatapathId(6))).isFalse();
  }

  @Test
  void shouldAssignASwitchByTheRoundTripsThatTheReplicasExchange() {
    Scenario scenario = new Scenario(3, 3);
    List<PartitionId> chosen = new ArrayList<>();
    for (int id = 1; id <= 6; id++) {
      FakeSwitch device = scenario.newSwitch(id, OpenFlowVersion.OF_1_3, 2);
      device.connect(scenario.replica(1)).beAway(Duration.ofMillis(20));
      device.connect(scenario.replica(2)).beAway(Duration.ofMillis(40));
      device.connect(scenario.replica(3));
      scenario.until(() -> scenario.view(1).partitionOf(device.id()).isPresent());
      chosen.add(scenario.partitionOf(device));
    }

    assertThat(chosen).containsOnly(p(3));
  }

  @Test
  void shouldNotWaitLongForASilentReplica() {
    Scenario scenario = new Scenario(3, 3);
    FakeSwitch device = scenario.newSwitch(1, OpenFlowVersion.OF_1_3, 2);
    device.connect(scenario.replica(1)).beAway(Duration.ofMillis(20));
    device.connect(scenario.replica(2));
    device.connect(scenario.replica(3)).beSilent();

    Duration took =
        scenario
            .time()
            .until(
                () -> scenario.view(1).partitionOf(device.id()).isPresent(), Duration.ofSeconds(3));

    assertThat(took).isBetween(Duration.ofMillis(1900), Duration.ofMillis(2100));
    assertThat(scenario.partitionOf(device)).isEqualTo(p(2));
  }

  @Test
  void shouldAssignASwitchWhileAReplicaIsDown() {
    Scenario scenario = new Scenario(3, 3);
    scenario.cluster().cutOff(3);
    FakeSwitch device = scenario.newSwitch(1, OpenFlowVersion.OF_1_3, 2);
    device.connect(scenario.replica(1)).beAway(Duration.ofMillis(20));
    device.connect(scenario.replica(2));

    scenario.until(() -> scenario.view(1).partitionOf(device.id()).isPresent());

    assertThat(scenario.partitionOf(device)).isEqualTo(p(2));
  }

  @Test
  void shouldAssignByDatapathIdAloneIfToldSo() {
    Scenario scenario = new Scenario(3, 3, new Assignment.Hash());
    FakeSwitch device = scenario.newSwitch(1, OpenFlowVersion.OF_1_3, 2);
    device.connect(scenario.replica(1));

    scenario.until(() -> scenario.view(1).partitionOf(device.id()).isPresent());

    assertThat(scenario.partitionOf(device)).isEqualTo(p(2));
  }
}
