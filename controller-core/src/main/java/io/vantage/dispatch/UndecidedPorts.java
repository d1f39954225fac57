package io.vantage.dispatch;

import io.vantage.dispatch.Backlog.IfElsewhere;
import io.vantage.dispatch.Backlog.Waiting;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Frames for many hosts that came in by, or are to leave by, a port of which discovery cannot tell
 * yet whether a link is there. A link must not carry them, a host must not miss them: they wait
 * until it is known, about a second after a port came up. Any thread.
 */
final class UndecidedPorts {
  static final Duration HOLD = Duration.ofSeconds(2);
  private static final int MAX_WAITING = 4096;

  private final Edges edges;
  private final BiConsumer<Parcel, IfElsewhere> onwards;
  private final Counters counters;
  private final Backlog backlog = new Backlog(MAX_WAITING);

  /**
   * @param onwards takes a frame whose port has been decided, if it may pass
   */
  UndecidedPorts(Edges edges, BiConsumer<Parcel, IfElsewhere> onwards, Counters counters) {
    this.edges = edges;
    this.onwards = onwards;
    this.counters = counters;
  }

  void hold(Parcel parcel) {
    counters.held.increment();
    keep(new Waiting(parcel, System.nanoTime() + HOLD.toNanos(), ifElsewhere(parcel)));
  }

  /** Lets go what has been decided; gives up what has waited too long. */
  void retry() {
    long now = System.nanoTime();
    for (Waiting waiting : backlog.drain()) {
      if (!edges.isUndecided(waiting.parcel().place())) {
        letGo(waiting.parcel());
      } else if (now - waiting.deadlineNanos() >= 0) {
        counters.dropped.increment();
      } else {
        keep(waiting);
      }
    }
  }

  /** What came in by a link is for the apps to judge; whoever is behind it has the frame anyway. */
  private void letGo(Parcel parcel) {
    if (parcel instanceof Parcel.Arrival || edges.isEdge(parcel.place())) {
      onwards.accept(parcel, ifElsewhere(parcel));
    } else {
      counters.duplicates.increment();
    }
  }

  /** The switch gave the packet to this replica alone; a broadcast was given to all replicas. */
  private static IfElsewhere ifElsewhere(Parcel parcel) {
    return parcel instanceof Parcel.Arrival ? IfElsewhere.CARRY : IfElsewhere.DROP;
  }

  private void keep(Waiting waiting) {
    switch (backlog.add(waiting)) {
      case YES -> {}
      case TWIN_WAITS -> counters.duplicates.increment();
      case FULL -> counters.dropped.increment();
    }
  }
}
