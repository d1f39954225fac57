package io.vantage.seer.simulation;

import java.util.Arrays;

/**
 * Virtual time in nanoseconds, and what is due when: a heap of four children per node over plain
 * arrays. What is due at the same instant runs in the order in which it was planned.
 */
final class Timeline {
  private static final int ORDER_BITS = 20;
  private static final long ORDER_MASK = (1L << ORDER_BITS) - 1;
  private static final long LAST_INSTANT = Long.MAX_VALUE >> ORDER_BITS;

  private long[] keys = new long[1024];
  private Runnable[] actions = new Runnable[1024];
  private int size;
  private long now;
  private long planned;

  long now() {
    return now;
  }

  double nowMillis() {
    return now / 1e6;
  }

  /** Number of actions that have been planned so far. */
  long planned() {
    return planned;
  }

  /** Plans an action; never in the past. */
  void at(long nanos, Runnable action) {
    if (nanos < now || nanos > LAST_INSTANT) {
      throw new IllegalArgumentException(nanos + " ns is before now or beyond two hours");
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    long key = (nanos << ORDER_BITS) | (planned++ & ORDER_MASK);
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) >> 2;
      if (keys[parent] <= key) {
        break;
      }
      keys[child] = keys[parent];
      actions[child] = actions[parent];
      child = parent;
    }
    keys[child] = key;
    actions[child] = action;
  }

  void after(long nanos, Runnable action) {
    at(now + nanos, action);
  }

  /** Runs the next action; false if there is none. */
  boolean runNext() {
    if (size == 0) {
      return false;
    }
    now = keys[0] >>> ORDER_BITS;
    Runnable action = actions[0];
    removeFirst();
    action.run();
    return true;
  }

  private void removeFirst() {
    long key = keys[--size];
    Runnable moved = actions[size];
    actions[size] = null;
    if (size == 0) {
      return;
    }
    int parent = 0;
    for (int first = 1; first < size; first = 4 * parent + 1) {
      int least = first;
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        if (keys[child] < keys[least]) {
          least = child;
        }
      }
      if (keys[least] >= key) {
        break;
      }
      keys[parent] = keys[least];
      actions[parent] = actions[least];
      parent = least;
    }
    keys[parent] = key;
    actions[parent] = moved;
  }
}
