package io.vantage.seer.elector;

import io.vantage.cluster.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients beside replicas that bring in commands at a steady pace and note what becomes of them.
 */
final class Clients implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong next = new AtomicLong(1);
  private final AtomicInteger open = new AtomicInteger();
  private final Map<ReplicaId, Queue<Double>> delays = new ConcurrentHashMap<>();
  final AtomicInteger acknowledged = new AtomicInteger();
  final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Starts one client per replica named; a replica named twice gets two. */
  Clients(SeerCluster cluster, List<ReplicaId> at, Duration pace) {
    for (ReplicaId replica : at) {
      delays.put(replica, new ConcurrentLinkedQueue<>());
      timer.scheduleAtFixedRate(
          () -> request(cluster, replica), 0, pace.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void request(SeerCluster cluster, ReplicaId replica) {
    if (!cluster.running().contains(replica)) {
      return;
    }
    open.incrementAndGet();
    long start = System.nanoTime();
    cluster
        .host(replica, next.getAndIncrement())
        .whenComplete(
            (receipt, failure) -> {
              if (failure == null) {
                acknowledged.incrementAndGet();
                delays.get(replica).add((System.nanoTime() - start) / 1e6);
              } else if (cluster.running().contains(replica)) {
                failures.add(failure);
              }
              open.decrementAndGet();
            });
  }

  /** Ends the load; true once all that was asked for is answered. */
  boolean finish() {
    timer.shutdown();
    return open.get() == 0;
  }

  void forgetDelays() {
    delays.values().forEach(Queue::clear);
  }

  /** Fewest delays known of any client. */
  int samples() {
    return delays.values().stream().mapToInt(Queue::size).min().orElse(0);
  }

  /** Mean over the clients of the median delay of each. */
  double delayMillis() {
    return delays.values().stream().mapToDouble(Clients::median).average().orElseThrow();
  }

  private static double median(Queue<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
