package io.vantage.seer.elector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.AgedReport;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final ReplicaId R2 = new ReplicaId("r2");
  private static final Bulletin BULLETIN =
      new Bulletin(
          0.5,
          0.25,
          Map.of(R2, 12.5),
          Map.of(P1, 20.0),
          Map.of(P1, 60.0),
          List.of(new SwitchReading(new DatapathId(-1), Float.NaN, 3)),
          List.of(new AgedReport(7, P1, R2, 40, 12)));

  @Test
  void shouldReadWhatItHasWritten() {
    Order order = new Order(9, P1, R2, 1_000);
    Order.Result result = new Order.Result(Order.Result.Kind.MOVED, 3.5, "fine");

    assertThat(Wire.bulletin(Wire.encode(BULLETIN))).isEqualTo(BULLETIN);
    assertThat(Wire.order(Wire.encode(order))).isEqualTo(order);
    assertThat(Wire.result(Wire.encode(result))).isEqualTo(result);
  }

  @Test
  void shouldRefuseOtherVersionsAndKinds() {
    byte[] next = Wire.encode(BULLETIN);
    next[0]++;

    assertThatThrownBy(() -> Wire.bulletin(next)).hasMessageContaining("version 2");
    assertThatThrownBy(() -> Wire.order(Wire.encode(BULLETIN))).hasMessageContaining("kind");
  }

  @Test
  void shouldRefuseEveryTruncationAndAnythingTooMuch() {
    byte[] whole = Wire.encode(BULLETIN);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Wire.bulletin(part))
          .as("first %s bytes", length)
          .isInstanceOf(Wire.UnreadableException.class);
    }
    assertThatThrownBy(() -> Wire.bulletin(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("too many");
  }

  @Test
  void shouldStaySmallWhenEverythingIsFull() {
    Map<PartitionId, Double> rates = new TreeMap<>();
    for (int number = 1; number <= 64; number++) {
      rates.put(PartitionId.data(number), 1.0);
    }
    List<SwitchReading> switches = new ArrayList<>();
    for (int number = 0; number < 256; number++) {
      switches.add(new SwitchReading(new DatapathId(number), 1, 1));
    }
    List<AgedReport> reports = new ArrayList<>();
    for (int number = 0; number < 128; number++) {
      reports.add(new AgedReport(number, PartitionId.data(64), R2, 1, 1));
    }

    byte[] message =
        Wire.encode(new Bulletin(1, 1, Map.of(R2, 1.0), rates, rates, switches, reports));

    assertThat(message).hasSizeLessThan(12_000);
  }
}
