package io.vantage.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Requests between replicas, over the same channel that Raft uses. Any thread; never blocks. */
public interface ClusterMessaging {
  /**
   * Sends a request and completes with the answer; fails with {@link
   * java.util.concurrent.TimeoutException} by the deadline, or sooner when the replica refuses the
   * connection or has no handler.
   */
  CompletableFuture<byte[]> request(
      ReplicaId to, String subject, byte[] payload, Duration deadline);

  /**
   * Answers requests on a subject; replaces an earlier handler. Called on a messaging thread, so it
   * must not block.
   */
  void handle(String subject, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> handler);
}
