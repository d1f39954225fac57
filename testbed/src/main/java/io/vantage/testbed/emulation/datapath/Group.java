package io.vantage.testbed.emulation.datapath;

import java.util.List;

/** A group table entry and its counters. */
public final class Group {
  /** {@code ofp_group_type}. */
  public enum Type {
    ALL(0),
    SELECT(1),
    INDIRECT(2),
    FAST_FAILOVER(3);

    private final int wire;

    Type(int wire) {
      this.wire = wire;
    }

    public int wire() {
      return wire;
    }
  }

  /**
   * A list of actions that a packet may go through.
   *
   * @param watchPort port whose liveness decides about this bucket, or {@link ReservedPort#ANY}
   * @param watchGroup likewise a group, or {@link FlowMod#ANY_GROUP}
   */
  public record Bucket(int weight, int watchPort, int watchGroup, List<Action> actions) {
    public Bucket {
      actions = List.copyOf(actions);
    }
  }

  private final int id;
  private final long createdNanos;
  private final long[] bucketPackets;
  private final long[] bucketBytes;
  private final Type type;
  private final List<Bucket> buckets;
  private long packets;
  private long bytes;

  Group(int id, Type type, List<Bucket> buckets, long nowNanos) {
    this.id = id;
    this.type = type;
    this.buckets = List.copyOf(buckets);
    this.createdNanos = nowNanos;
    this.bucketPackets = new long[buckets.size()];
    this.bucketBytes = new long[buckets.size()];
  }

  void count(int frameBytes) {
    packets++;
    bytes += frameBytes;
  }

  void countBucket(int bucket, int frameBytes) {
    bucketPackets[bucket]++;
    bucketBytes[bucket] += frameBytes;
  }

  /** Whether some bucket refers to this group. */
  boolean refersTo(int group) {
    return buckets.stream().anyMatch(b -> Action.usesGroup(b.actions(), group));
  }

  public int id() {
    return id;
  }

  public Type type() {
    return type;
  }

  public List<Bucket> buckets() {
    return buckets;
  }

  public long packets() {
    return packets;
  }

  public long bytes() {
    return bytes;
  }

  public long bucketPackets(int bucket) {
    return bucketPackets[bucket];
  }

  public long bucketBytes(int bucket) {
    return bucketBytes[bucket];
  }

  public long durationNanos(long nowNanos) {
    return nowNanos - createdNanos;
  }
}
