package io.vantage.testbed.emulation.datapath;

import java.util.List;

/** A meter as configured, with counters. Its bands are kept and reported; they never drop. */
public final class Meter {
  /**
   * A rate and what should happen above it.
   *
   * @param type {@code OFPMBT_DROP} (1) or {@code OFPMBT_DSCP_REMARK} (2)
   * @param precedenceLevel of a remark band, else 0
   */
  public record Band(int type, int rate, int burst, int precedenceLevel) {}

  private final int id;
  private final int flags;
  private final List<Band> bands;
  private final long createdNanos;
  private long packets;
  private long bytes;

  Meter(int id, int flags, List<Band> bands, long nowNanos) {
    this.id = id;
    this.flags = flags;
    this.bands = List.copyOf(bands);
    this.createdNanos = nowNanos;
  }

  void count(int frameBytes) {
    packets++;
    bytes += frameBytes;
  }

  public int id() {
    return id;
  }

  public int flags() {
    return flags;
  }

  public List<Band> bands() {
    return bands;
  }

  public long packets() {
    return packets;
  }

  public long bytes() {
    return bytes;
  }

  public long durationNanos(long nowNanos) {
    return nowNanos - createdNanos;
  }
}
