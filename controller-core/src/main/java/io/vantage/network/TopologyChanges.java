package io.vantage.network;

import java.util.concurrent.atomic.AtomicLong;

/** Counts changes of one partition's part of the topology on this replica; never goes back. */
final class TopologyChanges {
  private final AtomicLong places = new AtomicLong();
  private final AtomicLong hosts = new AtomicLong();

  /** Changes of switches, ports and links. */
  long places() {
    return places.get();
  }

  long hosts() {
    return hosts.get();
  }

  void placeChanged() {
    places.incrementAndGet();
  }

  void hostChanged() {
    hosts.incrementAndGet();
  }
}
