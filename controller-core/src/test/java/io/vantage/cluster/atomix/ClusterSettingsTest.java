package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final List<Replica> MEMBERS =
      List.of(new Replica(R1, "127.0.0.1", 7000), new Replica(new ReplicaId("r2"), "h", 7000));

  @Test
  void shouldHaveOneDataPartitionPerReplicaUnlessToldOtherwise() {
    ClusterSettings settings = ClusterSettings.lan(R1, MEMBERS, Path.of("x"));
    assertThat(settings.partitions())
        .containsExactly(PartitionId.SYSTEM, PartitionId.data(1), PartitionId.data(2));
    assertThat(settings.withDataPartitions(0).partitions()).containsExactly(PartitionId.SYSTEM);
  }

  @Test
  void shouldAllowForRoundTripsOfAWan() {
    ClusterSettings.Timing wan = ClusterSettings.wan(R1, MEMBERS, Path.of("x")).timing();
    assertThat(wan.peer()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(wan.election()).isGreaterThan(wan.peer());
  }

  @Test
  void shouldNameWhatIsWrong() {
    assertThatThrownBy(() -> ClusterSettings.lan(new ReplicaId("r9"), MEMBERS, Path.of("x")))
        .hasMessageContaining("replica r9 is not among the members");
    assertThatThrownBy(
            () -> ClusterSettings.lan(R1, List.of(MEMBERS.get(0), MEMBERS.get(0)), Path.of("x")))
        .hasMessageContaining("r1 is listed twice");
    assertThatThrownBy(() -> ClusterSettings.Timing.of(100, 80))
        .hasMessageContaining("at most a third of the election timeout");
    assertThatThrownBy(() -> ClusterSettings.Limits.defaults().withCompactBytes(10))
        .hasMessageContaining("below the segment size");
    assertThatThrownBy(() -> ClusterSettings.Limits.defaults().withLanes(0))
        .hasMessageContaining("lanes must be 1..64, not 0");
  }

  @Test
  void shouldMakeRoomForLargeUpdates() {
    assertThat(ClusterSettings.Limits.defaults().withLargestUpdate(1 << 20).updateBytes())
        .isGreaterThanOrEqualTo(1 << 20);
  }
}
