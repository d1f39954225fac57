package io.vantage.openflow.connection;

import java.util.concurrent.atomic.AtomicInteger;

/** Transaction ids of one connection, unsigned and ascending; thread-safe. */
final class Xids {
  private final AtomicInteger next = new AtomicInteger(1);

  int next() {
    return next.getAndIncrement();
  }

  /**
   * The first of {@code count} consecutive ids. No block straddles the end of the 32-bit numbers,
   * so ids inside a block compare like unsigned numbers.
   */
  int block(int count) {
    while (true) {
      int first = next.get();
      boolean wraps = Integer.compareUnsigned(first + count, first) < 0;
      int start = wraps ? 1 : first;
      if (next.compareAndSet(first, start + count)) {
        return start;
      }
    }
  }
}
