package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalTest {
  @Test
  void shouldAgreeWithTheTables() {
    assertThat(Normal.below(0)).isCloseTo(0.5, within(1e-6));
    assertThat(Normal.below(1)).isCloseTo(0.8413447, within(1e-6));
    assertThat(Normal.below(-1.96)).isCloseTo(0.0249979, within(1e-6));
    assertThat(Normal.below(5)).isCloseTo(1, within(1e-6));
    assertThat(Normal.density(0)).isCloseTo(0.3989423, within(1e-6));
    assertThat(Normal.density(2)).isCloseTo(0.0539910, within(1e-6));
  }
}
