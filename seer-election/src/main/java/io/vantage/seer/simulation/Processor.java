package io.vantage.seer.simulation;

import java.util.SplittableRandom;

/** Serves the work of a replica one after the other, in the order of arrival, on its core. */
final class Processor {
  private static final int INITIAL = 256;

  private final Timeline timeline;
  private final Core core;
  private final SplittableRandom random;
  private long freeAt;

  // Work that is not yet known to be done: a ring, to tell what has been used up to now.
  private long[] ends = new long[INITIAL];
  private long[] works = new long[INITIAL];
  private int first;
  private int pending;
  private long used;

  Processor(Timeline timeline, Core core, SplittableRandom random) {
    this.timeline = timeline;
    this.core = core;
    this.random = random;
  }

  /**
   * Does some work and then something.
   *
   * @param meanMillis of processor time; what it really takes varies by half of it
   */
  void execute(double meanMillis, Runnable then) {
    long work = (long) (meanMillis * 1e6 * (0.5 + random.nextDouble()));
    freeAt = core.finish(Math.max(timeline.now(), freeAt), work);
    remember(freeAt, work);
    timeline.at(freeAt, then);
  }

  /** Processor time that has been used so far. */
  long usedNanos() {
    forget();
    return used;
  }

  private void remember(long end, long work) {
    if (pending == ends.length) {
      forget();
      if (pending == ends.length) {
        grow();
      }
    }
    int slot = (first + pending++) & (ends.length - 1);
    ends[slot] = end;
    works[slot] = work;
  }

  private void forget() {
    long now = timeline.now();
    while (pending > 0 && ends[first] <= now) {
      used += works[first];
      first = (first + 1) & (ends.length - 1);
      pending--;
    }
  }

  private void grow() {
    long[] moreEnds = new long[2 * ends.length];
    long[] moreWorks = new long[2 * ends.length];
    for (int i = 0; i < pending; i++) {
      moreEnds[i] = ends[(first + i) & (ends.length - 1)];
      moreWorks[i] = works[(first + i) & (ends.length - 1)];
    }
    ends = moreEnds;
    works = moreWorks;
    first = 0;
  }
}
