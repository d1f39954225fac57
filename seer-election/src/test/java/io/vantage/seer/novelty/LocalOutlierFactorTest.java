package io.vantage.seer.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.seer.ReferenceValues;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LocalOutlierFactorTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-9);

  private final ReferenceValues values = new ReferenceValues("lof.txt");

  @Test
  void shouldAgreeWithScikitLearnOnItsOwnPoints() {
    LocalOutlierFactor lof = new LocalOutlierFactor(values.matrix("points"), 20);

    assertThat(lof.factors()).containsExactly(values.row("factors"), EXACT);
  }

  @Test
  void shouldAgreeWithScikitLearnOnNewPoints() {
    LocalOutlierFactor lof = new LocalOutlierFactor(values.matrix("points"), 20);

    assertThat(scores(lof)).containsExactly(values.row("scores"), EXACT);
  }

  @Test
  void shouldUseAllOtherPointsWhereThereAreFewerThanNeighbours() {
    double[][] few = Arrays.copyOf(values.matrix("points"), 9);

    LocalOutlierFactor lof = new LocalOutlierFactor(few, 20);

    assertThat(lof.factors()).containsExactly(values.row("fewFactors"), EXACT);
    assertThat(scores(lof)).containsExactly(values.row("fewScores"), EXACT);
  }

  @Test
  void shouldTakeManyEqualPointsForOneDenseGroup() {
    LocalOutlierFactor lof = new LocalOutlierFactor(values.matrix("same"), 20);

    double[] expected = values.row("sameFactors");
    double[] factors = lof.factors();
    for (int i = 0; i < expected.length; i++) {
      assertThat(factors[i]).isCloseTo(expected[i], Offset.offset(1e-9 * expected[i]));
    }
    assertThat(Arrays.copyOf(factors, 30)).containsOnly(1.0);
  }

  @Test
  void shouldRejectPointsThatCannotBeCompared() {
    double[][] uneven = {{1, 2}, {1}};
    double[][] broken = {{1}, {Double.NaN}};
    assertThatThrownBy(() -> new LocalOutlierFactor(uneven, 1)).hasMessageContaining("2 values");
    assertThatThrownBy(() -> new LocalOutlierFactor(broken, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new LocalOutlierFactor(new double[][] {{1}}, 1))
        .hasMessageContaining("two points");
  }

  private double[] scores(LocalOutlierFactor lof) {
    return Arrays.stream(values.matrix("fresh"))
        .mapToDouble(point -> lof.score(point).factor())
        .toArray();
  }
}
