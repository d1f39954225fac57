package io.vantage.cluster;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** This replica's membership: static members, one {@link PartitionLog} per partition, messaging. */
public interface Cluster extends AutoCloseable {
  ReplicaId local();

  /** All members from the configuration, in its order. */
  List<Replica> members();

  /** Every partition, {@link PartitionId#SYSTEM} first. */
  SortedMap<PartitionId, PartitionLog> partitions();

  /**
   * The log of a partition.
   *
   * @throws IllegalArgumentException if there is no such partition; the message lists those that
   *     exist
   */
  PartitionLog partition(PartitionId id);

  ClusterMessaging messaging();

  /**
   * Joins; completes when this replica knows a leader of every partition and has applied what was
   * committed before. Call once.
   */
  CompletableFuture<Void> start();

  /** Leaves and closes all files; waits a bounded time. */
  @Override
  void close();
}
