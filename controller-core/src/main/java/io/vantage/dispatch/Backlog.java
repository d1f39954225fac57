package io.vantage.dispatch;

import io.vantage.model.DatapathId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Parcels that wait for a leader, oldest first. A packet-in that waits here already is not taken a
 * second time: until roles are set, a switch sends its packets to every replica, and those that the
 * others pass on are copies. Any thread; off the fast path.
 */
final class Backlog {
  private final int capacity;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final Set<Content> contents = new HashSet<>();

  Backlog(int capacity) {
    this.capacity = capacity;
  }

  /** What became of a parcel. */
  enum Taken {
    YES,
    TWIN_WAITS,
    FULL
  }

  /** What to do with a parcel when another replica turns out to lead its switch. */
  enum IfElsewhere {
    /** Carry it there. */
    CARRY,
    /** That replica has it from the switch itself. */
    LEAVE,
    /** It has been carried once. */
    DROP
  }

  /**
   * A parcel that waits.
   *
   * @param deadlineNanos when it is given up, by {@code System.nanoTime}
   */
  record Waiting(Parcel parcel, long deadlineNanos, IfElsewhere ifElsewhere) {
    private Optional<Content> content() {
      return parcel instanceof Parcel.Arrival arrival
          ? Optional.of(
              new Content(
                  arrival.device(),
                  arrival.packet().inPort(),
                  ByteBuffer.wrap(arrival.packet().data())))
          : Optional.empty();
    }
  }

  private record Content(DatapathId device, int inPort, ByteBuffer data) {}

  synchronized Taken add(Waiting waiting) {
    if (queue.size() >= capacity) {
      return Taken.FULL;
    }
    Optional<Content> content = waiting.content();
    if (content.isPresent() && !contents.add(content.get())) {
      return Taken.TWIN_WAITS;
    }
    queue.add(waiting);
    return Taken.YES;
  }

  synchronized List<Waiting> drain() {
    if (queue.isEmpty()) {
      return List.of();
    }
    List<Waiting> all = new ArrayList<>(queue);
    queue.clear();
    contents.clear();
    return all;
  }
}
