package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Which partition's copy of a switch is to be read on this replica, for switches that have ever
 * been moved. The partitions are applied independently, so this replica may learn that the old one
 * has released a switch before the new one has it here: what was released is kept until then.
 * Written by the apply threads of all partitions; read by any thread.
 */
final class Holders {
  private final ConcurrentHashMap<DatapathId, Holder> holders = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final List<Consumer<DatapathId>> listeners = new CopyOnWriteArrayList<>();

  /**
   * A copy of a switch.
   *
   * @param move the move by which the partition got it, or is losing it
   * @param held true if the partition takes commands for it
   * @param kept where it is read if the partition has released it
   */
  record Holder(PartitionId partition, long move, boolean held, Optional<PartitionState> kept) {
    boolean isAt(PartitionId id) {
      return partition.equals(id) && kept.isEmpty();
    }
  }

  Optional<Holder> of(DatapathId device) {
    return holders.isEmpty() ? Optional.empty() : Optional.ofNullable(holders.get(device));
  }

  Map<DatapathId, Holder> snapshot() {
    return holders.isEmpty() ? Map.of() : Map.copyOf(holders);
  }

  /** Grows after every change of a holder. */
  long changes() {
    return changes.get();
  }

  /** Called after a partition's custody of a switch has changed on this replica; must not block. */
  void onChange(Consumer<DatapathId> listener) {
    listeners.add(listener);
  }

  /** The partition's custody is this now; the newest custody of a switch is the one to read. */
  void offer(DatapathId device, PartitionId partition, Custody custody) {
    if (custody instanceof Custody.Held held && held.move() > 0) {
      offer(device, new Holder(partition, held.move(), true, Optional.empty()));
    } else if (custody instanceof Custody.Frozen frozen) {
      offer(device, new Holder(partition, frozen.move(), false, Optional.empty()));
    }
    listeners.forEach(listener -> listener.accept(device));
  }

  private void offer(DatapathId device, Holder next) {
    holders.merge(
        device,
        next,
        (old, given) -> {
          boolean newer =
              given.move > old.move || given.move == old.move && given.held && !old.held;
          return newer ? given : old;
        });
    changes.incrementAndGet();
  }

  /** The partition is about to drop the switch: keeps its copy unless there is a newer one. */
  void keep(DatapathId device, PartitionId partition, PartitionState last) {
    long move = last.custody.of(device).move();
    holders.compute(
        device,
        (id, old) ->
            old == null || old.isAt(partition)
                ? new Holder(partition, move, false, Optional.of(last.copyOf(device)))
                : old);
    changes.incrementAndGet();
  }
}
