package io.vantage.apps.learningswitch;

import java.util.Arrays;

/**
 * Ports by MAC address: open addressing over primitives, no allocation but to grow. When it is full
 * it begins anew and keeps the former half to look up from, so that addresses in use stay. One
 * thread.
 */
final class MacTable {
  /** No port has this number: it is the wildcard. */
  static final int UNKNOWN = -1;

  private static final int INITIAL_SLOTS = 64;
  private static final long FREE = -1;

  private final int generationSize;
  private long[] keys;
  private int[] ports;
  private int size;
  private long[] formerKeys = newKeys(2);
  private int[] formerPorts = new int[2];

  /**
   * @param capacity addresses kept at most, in two generations
   */
  MacTable(int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException("capacity " + capacity + " is below 2");
    }
    generationSize = capacity / 2;
    renew();
  }

  /** The port of an address, or {@link #UNKNOWN}. */
  int get(long mac) {
    int slot = slot(keys, mac);
    if (keys[slot] == mac) {
      return ports[slot];
    }
    int former = slot(formerKeys, mac);
    return formerKeys[former] == mac ? formerPorts[former] : UNKNOWN;
  }

  void put(long mac, int port) {
    int slot = slot(keys, mac);
    if (keys[slot] != mac) {
      if (size == generationSize) {
        formerKeys = keys;
        formerPorts = ports;
        renew();
      } else if (2 * (size + 1) > keys.length) {
        grow();
      }
      slot = slot(keys, mac);
      keys[slot] = mac;
      size++;
    }
    ports[slot] = port;
  }

  private void renew() {
    keys = newKeys(INITIAL_SLOTS);
    ports = new int[INITIAL_SLOTS];
    size = 0;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldPorts = ports;
    keys = newKeys(oldKeys.length * 2);
    ports = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(keys, oldKeys[i]);
        keys[slot] = oldKeys[i];
        ports[slot] = oldPorts[i];
      }
    }
  }

  /** The slot that holds the address, or the free one where it belongs. */
  private static int slot(long[] table, long mac) {
    int mask = table.length - 1;
    int slot = (int) ((mac * 0x9e37_79b9_7f4a_7c15L) >>> 32) & mask;
    while (table[slot] != mac && table[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long[] newKeys(int slots) {
    long[] fresh = new long[slots];
    Arrays.fill(fresh, FREE);
    return fresh;
  }
}
