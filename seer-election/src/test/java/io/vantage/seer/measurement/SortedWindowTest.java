package io.vantage.seer.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortedWindowTest {
  private final SortedWindow window = new SortedWindow(8);

  @Test
  void shouldHoldTheSameAsAListThatIsSortedAnew() {
    Random random = new Random(3);
    List<Double> list = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      if (list.size() == 8 || (!list.isEmpty() && random.nextInt(3) == 0)) {
        window.remove(list.remove(random.nextInt(list.size())));
      } else {
        double value = random.nextInt(6);
        list.add(value);
        window.add(value);
      }
      Collections.sort(list);
      assertThat(window.size()).isEqualTo(list.size());
      for (int rank = 0; rank < list.size(); rank++) {
        assertThat(window.get(rank)).isEqualTo(list.get(rank));
      }
    }
  }

  @Test
  void shouldRefuseToRemoveWhatIsNotThere() {
    window.add(1);

    assertThatThrownBy(() -> window.remove(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0");
  }
}
