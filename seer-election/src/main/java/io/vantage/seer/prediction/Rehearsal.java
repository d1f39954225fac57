package io.vantage.seer.prediction;

import io.vantage.seer.prediction.Predictor.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bounded memory of old samples, mixed with new ones so that a refit does not forget what it
 * learned of other states (paper, section IV-B, switch H). Every sample ever remembered is in it
 * with the same chance (reservoir sampling, algorithm R). With a capacity of 0, rehearsal is off.
 * One thread at a time.
 */
public final class Rehearsal {
  private final int capacity;
  private final RandomGenerator random;
  private final List<Sample> memory = new ArrayList<>();
  private long seen;

  public Rehearsal(int capacity, RandomGenerator random) {
    if (capacity < 0) {
      throw new IllegalArgumentException("rehearsal: capacity " + capacity + " is below 0");
    }
    this.capacity = capacity;
    this.random = random;
  }

  /**
   * New samples followed by as many old ones, drawn uniformly without repetition (all of them if
   * there are fewer). The new ones are not remembered by this.
   */
  public List<Sample> mix(List<Sample> fresh) {
    int wanted = Math.min(fresh.size(), memory.size());
    for (int i = 0; i < wanted; i++) {
      Collections.swap(memory, i, random.nextInt(i, memory.size()));
    }
    List<Sample> mixed = new ArrayList<>(fresh);
    mixed.addAll(memory.subList(0, wanted));
    return mixed;
  }

  /** Takes samples that have served their turn as new ones. */
  public void remember(List<Sample> samples) {
    for (Sample sample : samples) {
      seen++;
      if (memory.size() < capacity) {
        memory.add(sample);
      } else {
        long place = random.nextLong(seen);
        if (place < capacity) {
          memory.set((int) place, sample);
        }
      }
    }
  }

  public int size() {
    return memory.size();
  }
}
