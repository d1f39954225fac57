package io.vantage.testbed.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.vantage.seer.simulation.Geography;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SitesTest {
  private final Sites internet2 = new Sites(Topologies.of("internet2"));

  @Test
  void shouldCountAHopWhereNoDistanceIsKnown() {
    Sites ring = new Sites(Topologies.of("ring,6"));

    Geography geography = ring.geography(new int[] {0, 3});

    assertThat(geography.replicaDelays()[0][1]).isEqualTo(3 * 0.05, offset(1e-9));
    assertThat(geography.switchDelays()[5]).containsExactly(new double[] {0.05, 0.1}, offset(1e-9));
    assertThat(geography.nearest(5)).isZero();
  }

  @Test
  void shouldTakeTheShortestPath() {
    double[][] delays = internet2.geography(IntStream.range(0, 34).toArray()).replicaDelays();

    for (double[] from : delays) {
      for (int via = 0; via < from.length; via++) {
        for (int to = 0; to < from.length; to++) {
          assertThat(from[to]).isLessThanOrEqualTo(from[via] + delays[via][to] + 1e-9);
        }
      }
    }
  }

  @Test
  void shouldFindTheMedianThatAnExhaustiveSearchFinds() {
    int[] median = internet2.median(3);

    double least = Double.POSITIVE_INFINITY;
    for (int a = 0; a < 34; a++) {
      for (int b = a + 1; b < 34; b++) {
        for (int c = b + 1; c < 34; c++) {
          least = Math.min(least, cost(new int[] {a, b, c}));
        }
      }
    }
    assertThat(cost(median)).isEqualTo(least, offset(1e-9));
  }

  private double cost(int[] places) {
    return Arrays.stream(internet2.geography(places).switchDelays())
        .mapToDouble(from -> Arrays.stream(from).min().orElseThrow())
        .sum();
  }

  @Test
  void shouldFindPlacesByTheirNames() {
    int[] places = internet2.named(List.of("chicago", "s1"));

    assertThat(Arrays.stream(places).mapToObj(internet2::label))
        .containsExactly("Chicago", "Sunnyvale");
  }

  @Test
  void shouldSayWhichPlaceIsNotThere() {
    assertThatThrownBy(() -> internet2.named(List.of("Chicago", "Atlantis")))
        .hasMessageContaining("--at 'Atlantis': no place of that name in internet2");
    assertThatThrownBy(() -> internet2.named(List.of("Chicago", "chicago")))
        .hasMessageContaining("two replicas at the same place");
    assertThatThrownBy(() -> new Sites(Topologies.of("linear,3")).median(5))
        .hasMessageContaining("has only 3 switches");
  }
}
