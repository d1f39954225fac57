package io.vantage.seer.placement;

import java.util.EnumSet;
import java.util.Set;

/**
 * Parameters of {@link VantageStrategy}.
 *
 * @param marginMillis least gain per request for which leadership moves
 * @param marginShare the same as a share of the present response time
 * @param certainty by how many of its standard deviations a gain must exceed zero
 * @param transferCost what a transfer costs beside its pause, in requests times milliseconds
 * @param confirmMillis how long a better place must have been in sight
 * @param learnAfterMillis age at which a report is learned from, if nothing has changed on its way
 *     meanwhile
 * @param exploreMillis least time between two explorations for a partition
 * @param termMillis how long an exploration is expected to take
 * @param unreachedMillis what a packet-in costs that comes from a switch which the leader does not
 *     reach
 * @param parts those in use: all but for comparison
 */
public record VantageSettings(
    double marginMillis,
    double marginShare,
    double certainty,
    double transferCost,
    double confirmMillis,
    double learnAfterMillis,
    double exploreMillis,
    double termMillis,
    double unreachedMillis,
    Set<Part> parts) {
  public static final VantageSettings DEFAULTS =
      new VantageSettings(
          0.3, 0.01, 1, 2, 90, 800, 30_000, 2_000, 1_000, EnumSet.allOf(Part.class));

  /** What the strategy consists of. */
  public enum Part {
    /** The delay is expected to have the shape of the protocol. */
    PRIOR,
    /** Deviations from that shape are learned. */
    RESIDUAL,
    /** Requests are weighted as measured. */
    RATES,
    /** Partitions learn from each other. */
    SHARING,
    /** Decisions follow changes, instead of a fixed period. */
    DETECTION
  }

  public VantageSettings {
    if (!(marginMillis >= 0 && marginShare >= 0 && certainty >= 0 && transferCost >= 0)) {
      throw new IllegalArgumentException("margins, certainty and cost must not be negative");
    }
    if (!(confirmMillis >= 0 && learnAfterMillis >= 0 && exploreMillis >= 0)
        || !(termMillis >= 0 && unreachedMillis >= 0)) {
      throw new IllegalArgumentException("times must not be negative");
    }
    parts = Set.copyOf(parts);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  /** The same with another resistance to moves. */
  public VantageSettings withHysteresis(double gainMillis, double gainShare, double inSightMillis) {
    return new VantageSettings(
        gainMillis,
        gainShare,
        certainty,
        transferCost,
        inSightMillis,
        learnAfterMillis,
        exploreMillis,
        termMillis,
        unreachedMillis,
        parts);
  }

  /** The same without a part. */
  public VantageSettings without(Part part) {
    EnumSet<Part> rest = EnumSet.allOf(Part.class);
    rest.removeIf(each -> each == part || !has(each));
    return new VantageSettings(
        marginMillis,
        marginShare,
        certainty,
        transferCost,
        confirmMillis,
        learnAfterMillis,
        exploreMillis,
        termMillis,
        unreachedMillis,
        rest);
  }
}
