package io.vantage.seer.simulation;

import java.util.SplittableRandom;

/** One seed, many streams of chance that do not disturb each other. */
final class Streams {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long seed;

  Streams(long seed) {
    this.seed = seed;
  }

  long seed(String purpose, int number) {
    return new SplittableRandom(seed * MIX + purpose.hashCode() * 31L + number).nextLong();
  }

  SplittableRandom stream(String purpose, int number) {
    return new SplittableRandom(seed(purpose, number));
  }
}
