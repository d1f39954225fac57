package io.vantage.testbed.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.vantage.seer.simulation.Geography;
import io.vantage.seer.simulation.Partitioning;
import io.vantage.seer.simulation.Trace;
import io.vantage.seer.simulation.Workload;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellResultTest {
  private static final Geography GEOGRAPHY =
      new Sites(Topologies.of("ring,3")).geography(new int[] {0, 1, 2});

  private static Outcome outcome(int transfers, float... delays) {
    return new Outcome(delays, 0.5, transfers, 100 * transfers);
  }

  private static Row row(CellResult result, String strategy) {
    return result.rows().stream()
        .filter(row -> row.strategy().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldCompareMeansPairedOverTheSeeds() {
    Cell cell =
        new Cell(
            "ring",
            "delay",
            GEOGRAPHY,
            Partitioning.Rule.SINGLE,
            Workload.Kind.REPLICAS,
            Workload.Balance.BALANCED,
            seed -> new Trace(List.of(), 1));
    Map<String, Outcome> first =
        Map.of(
            "native", outcome(0, 30, 50),
            "some", outcome(2, 30, 34),
            "oracle", outcome(0, 24, 24));
    Map<String, Outcome> second =
        Map.of(
            "native", outcome(0, 60, 60),
            "some", outcome(4, 50, 54),
            "oracle", outcome(0, 46, 46));

    CellResult result = CellResult.of(cell, List.of(first, second), 1);

    Row some = row(result, "some");
    assertThat(some.meanMs()).isEqualTo(42);
    assertThat(some.p99Ms()).isEqualTo(54);
    assertThat(some.gainPercent()).isEqualTo(16, offset(1e-9));
    assertThat(some.oracleSharePercent()).isEqualTo(100 * 8 / 15.0, offset(1e-9));
    assertThat(some.ci95Ms()).isEqualTo(0, offset(1e-9));
    assertThat(some.transfersPerHour()).isEqualTo(6);
    assertThat(some.unavailableMsPerHour()).isEqualTo(600);
    // Two means, 20 apart: t(1) * (20 / sqrt 2) / sqrt 2.
    assertThat(row(result, "native").ci95Ms()).isEqualTo(12.706 * 10, offset(1e-9));
  }

  @Test
  void shouldKnowStudentsQuantiles() {
    assertThat(StudentT.quantile975(4)).isEqualTo(2.776);
    assertThat(StudentT.quantile975(19)).isEqualTo(2.0930, offset(0.002));
    assertThat(StudentT.quantile975(1_000)).isEqualTo(1.9623, offset(0.001));
  }
}
