package io.vantage.seer.elector;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.AgedReport;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import io.vantage.seer.measurement.CommitReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BulletinBoardTest {
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final ReplicaId STRANGER = new ReplicaId("nobody");
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId NOWHERE = PartitionId.data(9);
  private static final DatapathId ONE = new DatapathId(1);
  private static final DatapathId TWO = new DatapathId(2);

  private final BulletinBoard board = new BulletinBoard(Set.of(R1), Set.of(P1));

  @Test
  void shouldPutTheSwitchesOfSeveralBulletinsTogether() {
    board.arrived(R1, telling(new SwitchReading(ONE, 5, 0)), 0);

    var observation = board.arrived(R1, telling(new SwitchReading(TWO, Double.NaN, 7)), 100);

    assertThat(observation.atMillis()).isEqualTo(100);
    assertThat(observation.switchRtts()).isEqualTo(Map.of(ONE, 5.0));
    assertThat(observation.packetInRates()).isEqualTo(Map.of(TWO, 7.0));
  }

  @Test
  void shouldForgetSwitchesThatAreNotToldOfAnyMore() {
    board.arrived(R1, telling(new SwitchReading(ONE, 5, 0)), 0);

    var observation = board.arrived(R1, telling(new SwitchReading(TWO, 6, 0)), 3_001);

    assertThat(observation.switchRtts()).isEqualTo(Map.of(TWO, 6.0));
  }

  @Test
  void shouldLeaveOutReplicasAndPartitionsThatThereAreNot() {
    Bulletin bulletin =
        new Bulletin(
            0,
            0,
            Map.of(STRANGER, 1.0),
            Map.of(NOWHERE, 1.0, P1, 2.0),
            Map.of(),
            List.of(),
            List.of(
                new AgedReport(1, P1, STRANGER, 1, 5),
                new AgedReport(2, NOWHERE, R1, 1, 5),
                new AgedReport(3, P1, R1, 40, 5)));

    var observation = board.arrived(R1, bulletin, 100);

    assertThat(observation.replicaRtts()).isEmpty();
    assertThat(observation.commandRates()).isEqualTo(Map.of(P1, 2.0));
    assertThat(board.reports(R1, bulletin, 100))
        .containsExactly(new CommitReport(3, R1, P1, R1, 60, 5));
  }

  private static Bulletin telling(SwitchReading... switches) {
    return new Bulletin(0, 0, Map.of(), Map.of(), Map.of(), List.of(switches), List.of());
  }
}
