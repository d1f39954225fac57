package io.vantage.seer.simulation;

import java.util.Locale;

/**
 * Which partition a switch belongs to.
 *
 * @param count number of partitions
 * @param ofSwitch partition of every switch, counted from 0
 */
public record Partitioning(int count, int[] ofSwitch) {
  /** How switches are shared out. */
  public enum Rule {
    /** One partition has all. */
    SINGLE,
    /** One partition per replica; a switch belongs to that of the replica it is nearest to. */
    REGIONAL;

    /** As on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Shares out the switches of a network. */
  public static Partitioning of(Rule rule, Geography geography) {
    int[] ofSwitch = new int[geography.switches().size()];
    if (rule == Rule.SINGLE) {
      return new Partitioning(1, ofSwitch);
    }
    for (int s = 0; s < ofSwitch.length; s++) {
      ofSwitch[s] = geography.nearest(s);
    }
    return new Partitioning(geography.replicas().size(), ofSwitch);
  }
}
