package io.vantage.testbed.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.simulation.Geography;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WanTest {
  private static final int R1 = 0;
  private static final int R2 = 1;
  private static final int S7 = 2;

  private final Wan wan =
      new Wan(
          new Geography(
              List.of(new ReplicaId("r1"), new ReplicaId("r2")),
              List.of(new DatapathId(7)),
              new double[][] {{0, 5}, {5, 0}},
              new double[][] {{3, 4}}));

  private double millis(int from, int to) {
    return wan.conditions(from, to).delayNanos() / 1e6;
  }

  @Test
  void shouldTakeThePropagationDelayBothWays() {
    assertThat(millis(R1, R2)).isEqualTo(5);
    assertThat(millis(R2, R1)).isEqualTo(5);
    assertThat(millis(S7, R1)).isEqualTo(3);
    assertThat(millis(R2, S7)).isEqualTo(4);
  }

  @Test
  void shouldDelayOnlyWhatGoesToAReplica() {
    wan.delay(R2, 20);

    assertThat(millis(R1, R2)).isEqualTo(25);
    assertThat(millis(S7, R2)).isEqualTo(24);
    assertThat(millis(R2, R1)).isEqualTo(5);
    assertThat(millis(R2, S7)).isEqualTo(4);
    assertThat(millis(S7, R1)).isEqualTo(3);
  }

  @Test
  void shouldDisturbAPairInBothDirections() {
    wan.disturb(R1, S7, new Wan.Disturbance(10, true, 8));

    assertThat(wan.conditions(S7, R1)).isEqualTo(wan.conditions(R1, S7));
    assertThat(millis(R1, S7)).isEqualTo(13);
    assertThat(wan.conditions(R1, S7).cut()).isTrue();
    assertThat(wan.conditions(R1, S7).bytesPerSecond()).isEqualTo(1e6);
    assertThat(wan.conditions(R1, R2).cut()).isFalse();
  }

  @Test
  void shouldCutAndHealAllPathsOfAnEnd() {
    wan.disturb(R1, R2, new Wan.Disturbance(10, false, 0));
    wan.cut(R1, true);

    assertThat(wan.conditions(R1, R2).cut()).isTrue();
    assertThat(wan.conditions(S7, R1).cut()).isTrue();
    assertThat(wan.conditions(S7, R2).cut()).isFalse();

    wan.cut(R1, false);
    assertThat(wan.conditions(R1, R2).cut()).isFalse();
    assertThat(millis(R1, R2)).as("what else was changed stays").isEqualTo(15);
    assertThat(wan.disturbed()).hasSize(1);
  }

  @Test
  void shouldEndEverythingThatWasAdded() {
    AtomicInteger changes = new AtomicInteger();
    wan.listen(changes::incrementAndGet);
    wan.delay(R1, 9);
    wan.cut(R2, true);
    wan.reset();

    assertThat(millis(R2, R1)).isEqualTo(5);
    assertThat(wan.conditions(R2, R1).cut()).isFalse();
    assertThat(wan.disturbed()).isEmpty();
    assertThat(changes).hasValue(3);
  }

  @Test
  void shouldKnowEndsByName() {
    assertThat(wan.end("r2")).isEqualTo(R2);
    assertThat(wan.end("7")).isEqualTo(S7);
    assertThat(wan.end("0000000000000007")).isEqualTo(S7);
    assertThatThrownBy(() -> wan.end("r3"))
        .hasMessage("'r3' is neither a replica (r1 to r2) nor a switch of this network");
    assertThatThrownBy(() -> wan.end("8")).hasMessageContaining("'8' is neither");
  }

  @Test
  void shouldRefuseAPathToItself() {
    assertThatThrownBy(() -> wan.disturb(R1, R1, Wan.Disturbance.NONE))
        .hasMessageContaining("no path between r1 and r1");
  }
}
