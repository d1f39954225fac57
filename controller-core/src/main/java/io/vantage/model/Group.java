package io.vantage.model;

import java.util.List;

/** A group (OpenFlow 1.3, section 5.6). Not in OpenFlow 1.0. */
public record Group(DatapathId device, int id, Type type, List<Bucket> buckets, String owner) {
  public Group {
    buckets = List.copyOf(buckets);
  }

  /** How buckets are chosen. */
  public enum Type {
    ALL,
    SELECT,
    INDIRECT,
    FAST_FAILOVER
  }

  /**
   * One set of actions.
   *
   * @param weight share of packets in a {@code SELECT} group, else 0
   * @param watchPort port whose liveness decides in {@code FAST_FAILOVER}, else {@link
   *     PortNumbers#ANY}
   */
  public record Bucket(int weight, int watchPort, List<Action> actions) {
    public Bucket {
      actions = List.copyOf(actions);
    }
  }
}
