package io.vantage.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What a partition has to do with a switch that has ever been moved. Only a partition that {@link
 * Held holds} a switch takes commands for it, and only those that were addressed to this very
 * custody: one that was sent before a move never takes effect after it.
 */
sealed interface Custody {
  /** The switch has never been moved: its partition holds it without a word. */
  Custody NEVER_MOVED = new Held(0);

  /** The newest move that this partition knows to have begun or ended. */
  long move();

  /** The switch is this partition's. */
  record Held(long move) implements Custody {}

  /**
   * The switch is about to leave; its state stands still.
   *
   * @param generation the last id that a role request may have carried up to the freeze
   */
  record Frozen(long move, long generation) implements Custody {}

  /**
   * The switch may come; its state is being copied.
   *
   * @param attempt number of the copy; a later one starts anew
   * @param whole true once the last part is there
   */
  record Staged(long move, long attempt, List<DeviceImage> parts, boolean whole)
      implements Custody {
    public Staged {
      parts = List.copyOf(parts);
    }

    Staged plus(DeviceImage part, boolean last) {
      List<DeviceImage> more = new ArrayList<>(parts);
      more.add(part);
      return new Staged(move, attempt, more, last);
    }
  }

  /** The switch has left, or has not come. */
  record Gone(long move) implements Custody {}
}
