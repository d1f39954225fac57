package io.vantage.seer.simulation;

import io.vantage.seer.simulation.Injection.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What the paper injects (section VI): every so often one random replica is disturbed, and the
 * replica that was disturbed before is well again. Whether injections replace each other is not
 * said in the paper; see {@code docs/adr} for the choice.
 */
public enum Scenario {
  DELAY(Kind.DELAY_MS),
  CPU(Kind.CPU_PERCENT),
  LIMIT(Kind.LIMIT_PERCENT),
  MIXED(Kind.DELAY_MS, Kind.CPU_PERCENT, Kind.LIMIT_PERCENT);

  private static final double LEAST_DELAY = 5;
  private static final double LARGEST_DELAY = 35;

  private final List<Kind> kinds;

  Scenario(Kind... kinds) {
    this.kinds = List.of(kinds);
  }

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scenario of this label. */
  public static Optional<Scenario> named(String label) {
    return Stream.of(values()).filter(scenario -> scenario.label().equals(label)).findFirst();
  }

  /**
   * Draws a trace.
   *
   * @param warmUpSeconds before the first injection
   */
  public Trace trace(
      int replicas, int injections, double intervalSeconds, double warmUpSeconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Injection> drawn = new ArrayList<>();
    for (int i = 0; i < injections; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      int replica = random.nextInt(replicas);
      double value = draw(kind, replicas, random.nextDouble());
      double time = warmUpSeconds + i * intervalSeconds;
      if (i > 0) {
        Injection before = drawn.get(drawn.size() - 1);
        drawn.add(new Injection(time, before.kind(), before.replica(), before.kind().normal()));
      }
      drawn.add(new Injection(time, kind, replica, value));
    }
    return new Trace(drawn, warmUpSeconds + injections * intervalSeconds);
  }

  /** The ranges depend on the number of replicas: 3, 5, 7; others take those of the nearest. */
  private static double draw(Kind kind, int replicas, double uniform) {
    double easier = 0.05 * Math.max(0, Math.min(2, (replicas - 3) / 2));
    return switch (kind) {
      case DELAY_MS -> LEAST_DELAY + uniform * (LARGEST_DELAY - LEAST_DELAY);
      case CPU_PERCENT -> 0.7 - easier + 0.2 * uniform;
      case LIMIT_PERCENT -> 0.1 + easier + 0.4 * uniform;
    };
  }
}
