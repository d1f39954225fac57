package io.vantage.openflow;

import io.vantage.network.Assignment;
import java.time.Duration;

/**
 * Times of the southbound, and where switches belong.
 *
 * @param reconcileInterval between two comparisons of a switch's rules with the desired ones
 * @param probeInterval between two discovery probes of a port; a link that misses three is removed
 * @param echoInterval between two measurements of a switch's round-trip time; longer once there are
 *     so many switches that they would amount to more than 1,000 a second
 * @param demotionDelay how long a replica that is no longer leader stays master of a switch that
 *     the new leader has not taken over yet
 * @param assignment how a new switch gets its partition
 */
public record SouthboundOptions(
    Duration reconcileInterval,
    Duration probeInterval,
    Duration echoInterval,
    Duration demotionDelay,
    Assignment assignment) {
  public static final SouthboundOptions DEFAULTS =
      new SouthboundOptions(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          new Assignment.Regional());

  public SouthboundOptions {
    check("reconcile interval", reconcileInterval);
    check("probe interval", probeInterval);
    check("echo interval", echoInterval);
    check("demotion delay", demotionDelay);
  }

  private static void check(String what, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(what + " " + value + " must be at least 1 ms");
    }
  }
}
