package io.vantage.testbed.emulation;

import java.util.ArrayList;
import java.util.List;

/** An address that a host asks for, and the pings that wait for it. */
final class Resolution {
  private final List<Integer> pings = new ArrayList<>();
  private int attempts;

  List<Integer> pings() {
    return pings;
  }

  /** Counts up from 0 with every call. */
  int attempt() {
    return attempts++;
  }
}
