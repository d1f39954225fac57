package io.vantage.seer.simulation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The requests of a run, drawn beforehand, so that every strategy and every fixed leader serves the
 * very same ones.
 *
 * @param at arrival in nanoseconds, ascending
 * @param source replica or switch where it arrives
 * @param partition that it concerns
 */
public record Workload(Kind kind, long[] at, int[] source, int[] partition) {
  /** Where requests come from. */
  public enum Kind {
    /** From a client beside each replica (the paper's setting). */
    REPLICAS,
    /** From switches: packet-ins, answered at the switch. */
    SWITCHES;

    /** As on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Imbalanced: the mean spacing of every source is multiplied by U(2,5). */
  public enum Balance {
    BALANCED,
    IMBALANCED
  }

  int size() {
    return at.length;
  }

  /**
   * Draws exponential arrivals with the paper's spacing: 50 ms for 3 replicas and 65 ms for 7,
   * linear between.
   */
  public static Workload draw(
      Kind kind,
      Balance balance,
      Geography geography,
      Partitioning partitioning,
      double endSeconds,
      long seed) {
    double spacing = spacingMillis(geography.replicas().size());
    return draw(kind, balance, geography, partitioning, endSeconds, spacing, seed);
  }

  /**
   * Draws exponential arrivals. There is one client per replica; switches share the rate of all
   * clients equally. A client's request concerns a switch that is drawn uniformly.
   *
   * @param spacingMillis mean time between two requests of a client
   */
  public static Workload draw(
      Kind kind,
      Balance balance,
      Geography geography,
      Partitioning partitioning,
      double endSeconds,
      double spacingMillis,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int replicas = geography.replicas().size();
    int switches = geography.switches().size();
    int sources = kind == Kind.REPLICAS ? replicas : switches;
    double spacing = spacingMillis * sources / replicas;
    Draft draft = new Draft();
    for (int source = 0; source < sources; source++) {
      double mean = spacing * (balance == Balance.IMBALANCED ? 2 + 3 * random.nextDouble() : 1);
      double millis = exponential(mean, random);
      while (millis < endSeconds * 1e3) {
        int device = kind == Kind.REPLICAS ? random.nextInt(switches) : source;
        draft.add(Nanos.of(millis), source, partitioning.ofSwitch()[device]);
        millis += exponential(mean, random);
      }
    }
    return draft.sorted(kind);
  }

  /** The paper's mean time between two requests of a client, in milliseconds. */
  public static double spacingMillis(int replicas) {
    return 50 + 15 * Math.max(0, Math.min(1, (replicas - 3) / 4.0));
  }

  private static double exponential(double mean, SplittableRandom random) {
    return -Math.log1p(-random.nextDouble()) * mean;
  }

  private static final class Draft {
    private long[] at = new long[1024];
    private int[] source = new int[1024];
    private int[] partition = new int[1024];
    private int size;

    void add(long nanos, int from, int concerns) {
      if (size == at.length) {
        at = Arrays.copyOf(at, 2 * size);
        source = Arrays.copyOf(source, 2 * size);
        partition = Arrays.copyOf(partition, 2 * size);
      }
      at[size] = nanos;
      source[size] = from;
      partition[size++] = concerns;
    }

    Workload sorted(Kind kind) {
      int[] order =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingLong(i -> at[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      return new Workload(
          kind,
          IntStream.of(order).mapToLong(i -> at[i]).toArray(),
          IntStream.of(order).map(i -> source[i]).toArray(),
          IntStream.of(order).map(i -> partition[i]).toArray());
    }
  }
}
