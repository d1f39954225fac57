package io.vantage.openflow.role;

/**
 * Generation ids of role requests (OpenFlow 1.3, section 6.3.4): unsigned 64-bit numbers compared
 * with wrap-around.
 */
public final class Generation {
  /** What a switch shows that has seen no generation id yet. */
  public static final long UNDEFINED = -1L;

  private Generation() {}

  /** The id of a leader: grows with the term, and the base lifts it over what a switch has seen. */
  public static long of(long base, long term) {
    return base + term;
  }

  /** True if {@code shown} by a switch makes {@code own} a stale one. */
  public static boolean isNewer(long shown, long own) {
    return shown != UNDEFINED && shown - own > 0;
  }
}
