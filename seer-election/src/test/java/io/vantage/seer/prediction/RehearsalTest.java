package io.vantage.seer.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.seer.prediction.Predictor.Sample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void shouldMixAsManyOldSamplesAsNewOnes() {
    Rehearsal rehearsal = new Rehearsal(100, new SplittableRandom(1));
    List<Sample> old = numbered(0, 100);
    List<Sample> fresh = numbered(100, 130);
    rehearsal.remember(old);

    List<Sample> mixed = rehearsal.mix(fresh);

    assertThat(mixed.subList(0, 30)).isEqualTo(fresh);
    assertThat(mixed.subList(30, mixed.size())).hasSize(30).isSubsetOf(old).doesNotHaveDuplicates();
  }

  @Test
  void shouldMixAllOldSamplesWhereTheyAreFewer() {
    Rehearsal rehearsal = new Rehearsal(100, new SplittableRandom(1));
    List<Sample> old = numbered(0, 3);
    rehearsal.remember(old);

    assertThat(rehearsal.mix(numbered(3, 10))).hasSize(10).containsAll(old);
  }

  @Test
  void shouldRememberNothingWhenItIsOff() {
    Rehearsal off = new Rehearsal(0, new SplittableRandom(1));
    List<Sample> fresh = numbered(0, 5);
    off.remember(numbered(5, 50));

    assertThat(off.mix(fresh)).isEqualTo(fresh);
  }

  @Test
  void shouldHoldEverySampleWithTheSameChance() {
    int[] held = new int[10];
    for (int seed = 0; seed < 2000; seed++) {
      Rehearsal rehearsal = new Rehearsal(20, new SplittableRandom(seed));
      for (int from = 0; from < 100; from += 10) {
        rehearsal.remember(numbered(from, from + 10));
      }
      assertThat(rehearsal.size()).isEqualTo(20);
      List<Sample> mixed = rehearsal.mix(numbered(100, 120));
      assertThat(new HashSet<>(mixed)).hasSize(40);
      mixed.subList(20, 40).forEach(sample -> held[(int) sample.x()[0] / 10]++);
    }

    // 4000 of each tenth expected, with a deviation of about 55.
    assertThat(Arrays.stream(held)).allMatch(count -> Math.abs(count - 4000) < 250);
  }

  private static List<Sample> numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Sample(new double[] {i}, new double[] {i}))
        .toList();
  }
}
