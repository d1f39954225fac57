package io.vantage.openflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RttWindowTest {
  private final RttWindow window = new RttWindow(10);

  @Test
  void shouldBeEmptyAtFirst() {
    assertThat(window.low()).isEmpty();
  }

  @Test
  void shouldTellALowPercentileThatQueuesDoNotDisturb() {
    for (int i = 0; i < 10; i++) {
      window.add(Duration.ofMillis(i < 3 ? 20 + i : 500));
    }

    assertThat(window.low()).contains(Duration.ofMillis(21));
  }

  @Test
  void shouldForgetOldSamples() {
    window.add(Duration.ofMillis(1));
    for (int i = 0; i < 10; i++) {
      window.add(Duration.ofMillis(40));
    }

    assertThat(window.low()).contains(Duration.ofMillis(40));
  }
}
