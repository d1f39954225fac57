package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline();

  @Test
  void shouldRunActionsInTheOrderOfTimeAndThenOfPlanning() {
    SplittableRandom random = new SplittableRandom(1);
    List<long[]> ran = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      long at = random.nextLong(1_000);
      int number = i;
      timeline.at(at, () -> ran.add(new long[] {timeline.now(), number}));
    }

    while (timeline.runNext()) {}

    assertThat(ran).hasSize(5_000);
    assertThat(ran)
        .isSortedAccordingTo(
            (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
  }

  @Test
  void shouldRunWhatAnActionPlansForTheSameInstantAfterIt() {
    List<String> ran = new ArrayList<>();
    timeline.at(
        5,
        () -> {
          ran.add("first");
          timeline.after(0, () -> ran.add("third"));
        });
    timeline.at(5, () -> ran.add("second"));

    while (timeline.runNext()) {}

    assertThat(ran).containsExactly("first", "second", "third");
  }

  @Test
  void shouldRefuseThePast() {
    timeline.at(5, () -> {});
    timeline.runNext();

    assertThatThrownBy(() -> timeline.at(4, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before now");
  }
}
