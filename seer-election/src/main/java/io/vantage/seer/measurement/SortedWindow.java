package io.vantage.seer.measurement;

import java.util.Arrays;

/** Values in ascending order, of which single ones come and go. Values are never NaN. */
final class SortedWindow {
  private final double[] sorted;
  private int size;

  SortedWindow(int capacity) {
    this.sorted = new double[capacity];
  }

  int size() {
    return size;
  }

  /** The value of a rank; 0 is the least. */
  double get(int rank) {
    return sorted[rank];
  }

  void clear() {
    size = 0;
  }

  void add(double value) {
    int at = Arrays.binarySearch(sorted, 0, size, value);
    at = at < 0 ? -at - 1 : at;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    size++;
  }

  /** Takes away one value that is there. */
  void remove(double value) {
    int at = Arrays.binarySearch(sorted, 0, size, value);
    if (at < 0) {
      throw new IllegalArgumentException(value + " is not in the window");
    }
    size--;
    System.arraycopy(sorted, at + 1, sorted, at, size - at);
  }
}
