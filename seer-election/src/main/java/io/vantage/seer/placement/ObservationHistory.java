package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest observations of every replica, to find the one that a commit report belongs to. */
final class ObservationHistory {
  private static final int DEPTH = 64;

  private final Map<ReplicaId, Deque<Observation>> byReplica = new HashMap<>();

  /** False if there is a newer one. */
  boolean add(Observation observation) {
    Deque<Observation> known =
        byReplica.computeIfAbsent(observation.replica(), id -> new ArrayDeque<>());
    if (!known.isEmpty() && known.getLast().atMillis() > observation.atMillis()) {
      return false;
    }
    known.addLast(observation);
    if (known.size() > DEPTH) {
      known.removeFirst();
    }
    return true;
  }

  Optional<Observation> newest(ReplicaId replica) {
    return Optional.ofNullable(byReplica.get(replica)).map(Deque::getLast);
  }

  /** Of every replica, in the order of their names. */
  List<Observation> newest() {
    return byReplica.values().stream()
        .map(Deque::getLast)
        .sorted(Comparator.comparing(Observation::replica))
        .toList();
  }

  /** The newest that is not after a time, or else the oldest that is kept. */
  Optional<Observation> at(ReplicaId replica, double millis) {
    Deque<Observation> known = byReplica.get(replica);
    if (known == null) {
      return Optional.empty();
    }
    var newestFirst = known.descendingIterator();
    Observation found = known.getFirst();
    while (newestFirst.hasNext()) {
      Observation next = newestFirst.next();
      if (next.atMillis() <= millis) {
        found = next;
        break;
      }
    }
    return Optional.of(found);
  }
}
