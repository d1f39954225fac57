package io.vantage.seer.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees all replicas at once, as none of them can: checks Raft's safety at every step, and measures
 * how long each partition could not serve.
 */
final class Ledger {
  private static final long SERVING = -1;

  private final Timeline timeline;
  private final List<PartitionLedger> partitions = new ArrayList<>();
  private final List<Double> pausesMillis = new ArrayList<>();
  private int elections;
  private double unavailableMillis;

  Ledger(Timeline timeline, int[] initialLeaders) {
    this.timeline = timeline;
    for (int leader : initialLeaders) {
      PartitionLedger partition = new PartitionLedger();
      partition.leaders.put(1, leader);
      partition.committed.add(RaftLog.entry(1, RaftLog.NO_REQUEST));
      partitions.add(partition);
    }
  }

  /** A leader holds its commands because it hands over. */
  void holds(int partition) {
    PartitionLedger ledger = partitions.get(partition);
    if (ledger.stoppedAt == SERVING) {
      ledger.stoppedAt = timeline.now();
      ledger.handover = true;
    }
  }

  /** A replica stands for election on its own account. */
  void electionBegins(int partition) {
    PartitionLedger ledger = partitions.get(partition);
    ledger.handover = false;
    if (ledger.stoppedAt == SERVING) {
      ledger.stoppedAt = timeline.now();
    }
  }

  /** A replica has won; there must not be another leader in its term. */
  void elected(int partition, int term, int replica) {
    Integer other = partitions.get(partition).leaders.putIfAbsent(term, replica);
    if (other != null && other != replica) {
      throw new IllegalStateException(
          "partition %d has two leaders in term %d: %d and %d"
              .formatted(partition, term, other, replica));
    }
  }

  /**
   * A partition serves again.
   *
   * @param newLeader false if a handover came to nothing
   * @return for how long it did not, in milliseconds
   */
  double serves(int partition, boolean newLeader) {
    PartitionLedger ledger = partitions.get(partition);
    if (ledger.stoppedAt == SERVING) {
      return 0;
    }
    double millis = (timeline.now() - ledger.stoppedAt) / 1e6;
    unavailableMillis += millis;
    ledger.stoppedAt = SERVING;
    if (newLeader && ledger.handover) {
      pausesMillis.add(millis);
    } else if (newLeader) {
      elections++;
    }
    return millis;
  }

  /** A leader has committed an entry; whatever was committed at that place must be the same. */
  void committed(int partition, int index, long entry) {
    List<Long> committed = partitions.get(partition).committed;
    if (index <= committed.size()) {
      if (committed.get(index - 1) != entry) {
        throw new IllegalStateException(
            "partition %d lost the committed entry %d".formatted(partition, index));
      }
    } else if (index == committed.size() + 1) {
      committed.add(entry);
    } else {
      throw new IllegalStateException(
          "partition %d committed entry %d after %d".formatted(partition, index, committed.size()));
    }
  }

  /** Pauses of the transfers that were carried out. */
  List<Double> pausesMillis() {
    return pausesMillis;
  }

  /** Changes of leader without a transfer. */
  int elections() {
    return elections;
  }

  /** Sum over the partitions. */
  double unavailableMillis() {
    return unavailableMillis;
  }

  private static final class PartitionLedger {
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final List<Long> committed = new ArrayList<>();
    private long stoppedAt = SERVING;
    private boolean handover;
  }
}
