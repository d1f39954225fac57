package io.vantage.seer.simulation;

import java.util.Arrays;

/** Entries of a replica's log, counted from 1; an entry is a term and a request. */
final class RaftLog {
  /** In place of a request: the entry that opens a term. */
  static final int NO_REQUEST = -1;

  private long[] entries = new long[256];
  private int last;

  static long entry(int term, int request) {
    return ((long) term << 32) | (request & 0xFFFFFFFFL);
  }

  static int termOf(long entry) {
    return (int) (entry >> 32);
  }

  static int requestOf(long entry) {
    return (int) entry;
  }

  int last() {
    return last;
  }

  /** Term of an entry; 0 before the first. */
  int termAt(int index) {
    return index == 0 ? 0 : termOf(entries[index - 1]);
  }

  long at(int index) {
    return entries[index - 1];
  }

  /** Answers the index of the new entry. */
  int append(long entry) {
    if (last == entries.length) {
      entries = Arrays.copyOf(entries, 2 * last);
    }
    entries[last++] = entry;
    return last;
  }

  /** True if there is an entry of that term at the index. */
  boolean matches(int index, int term) {
    return index <= last && termAt(index) == term;
  }

  /** Stores what follows an index that matches; entries that conflict with it go (Raft, 5.3). */
  void store(int after, long[] more) {
    for (int i = 0; i < more.length; i++) {
      int index = after + i + 1;
      if (index <= last && at(index) != more[i]) {
        last = index - 1;
      }
      if (index > last) {
        append(more[i]);
      }
    }
  }

  /** Copies entries from an index on, at most so many. */
  long[] from(int index, int most) {
    return Arrays.copyOfRange(entries, index - 1, Math.min(last, index - 1 + most));
  }
}
