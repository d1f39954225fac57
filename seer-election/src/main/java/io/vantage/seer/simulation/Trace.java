package io.vantage.seer.simulation;

import java.util.List;

/**
 * What is injected when: recorded once, replayed identically for every strategy.
 *
 * @param injections in the order of time
 * @param endSeconds no request arrives later
 */
public record Trace(List<Injection> injections, double endSeconds) {
  public Trace {
    injections = List.copyOf(injections);
    for (int i = 1; i < injections.size(); i++) {
      if (injections.get(i).timeSeconds() < injections.get(i - 1).timeSeconds()) {
        throw new IllegalArgumentException("injections are not in the order of time");
      }
    }
    if (!injections.isEmpty() && injections.get(injections.size() - 1).timeSeconds() > endSeconds) {
      throw new IllegalArgumentException("the trace ends before its last injection");
    }
  }

  /** The injections of a kind at a replica. */
  List<Injection> of(int replica, Injection.Kind kind) {
    return injections.stream().filter(i -> i.replica() == replica && i.kind() == kind).toList();
  }

  /**
   * Where conditions change: interval k lasts from the k-th of these instants to the next. What is
   * before the first is warm-up and not evaluated.
   */
  long[] boundaries() {
    if (injections.isEmpty()) {
      return new long[] {0};
    }
    return injections.stream().mapToLong(Injection::atNanos).distinct().toArray();
  }
}
