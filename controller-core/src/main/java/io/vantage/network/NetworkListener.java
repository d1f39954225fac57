package io.vantage.network;

import io.vantage.cluster.PartitionId;

/** Subscriber to the changes of the network's state. */
@FunctionalInterface
public interface NetworkListener {
  /**
   * Called on the partition's apply thread, in commit order within the partition. It must not block
   * and must not throw.
   *
   * @param index log index of the command that caused the event; 0 for {@link
   *     NetworkEvent.PartitionRestored}
   */
  void onEvent(PartitionId partition, long index, NetworkEvent event);
}
