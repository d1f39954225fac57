package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Hard bound on leadership transfers: per partition and minute, and a minimum term. */
final class TransferBudget {
  private static final double MINUTE = 60_000;

  private final PlacementSettings settings;
  private final Map<PartitionId, Deque<Double>> transfers = new HashMap<>();

  TransferBudget(PlacementSettings settings) {
    this.settings = settings;
  }

  /** True if a transfer may begin now. */
  boolean allows(PartitionId partition, double nowMillis) {
    Deque<Double> times = recent(partition, nowMillis);
    return times.size() < settings.transfersPerMinute()
        && (times.isEmpty() || nowMillis - times.getLast() >= settings.minimumTermMillis());
  }

  /** Counts a transfer that begins now, whether or not it will succeed. */
  void spend(PartitionId partition, double nowMillis) {
    recent(partition, nowMillis).addLast(nowMillis);
  }

  private Deque<Double> recent(PartitionId partition, double nowMillis) {
    Deque<Double> times = transfers.computeIfAbsent(partition, id -> new ArrayDeque<>());
    while (!times.isEmpty() && nowMillis - times.getFirst() >= MINUTE) {
      times.removeFirst();
    }
    return times;
  }
}
