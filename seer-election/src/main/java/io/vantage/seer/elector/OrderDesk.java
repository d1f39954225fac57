package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Carries out the orders of the elector for the partitions that this replica leads. An order of an
 * earlier term than this replica knows of is refused, so that an elector that has been replaced and
 * does not know it yet moves nothing. Any thread; nothing blocks.
 */
final class OrderDesk {
  private static final String SUBJECT = "seer/order";
  private static final long LONGEST_MILLIS = 60_000;

  private final Cluster cluster;
  private final Failures failures;
  private final AtomicLong newestTerm = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  OrderDesk(Cluster cluster, Failures failures) {
    this.cluster = cluster;
    this.failures = failures;
  }

  void open() {
    cluster.messaging().handle(SUBJECT, this::received);
  }

  /** Brings an order to a replica, this one or another. */
  CompletableFuture<Order.Result> send(ReplicaId to, Order order) {
    if (to.equals(cluster.local())) {
      return take(cluster.local(), order);
    }
    Duration deadline = Duration.ofMillis(2 * order.limitMillis() + 1_000);
    return cluster
        .messaging()
        .request(to, SUBJECT, Wire.encode(order), deadline)
        .thenApply(Wire::result);
  }

  private CompletableFuture<byte[]> received(ReplicaId from, byte[] message) {
    try {
      return take(from, Wire.order(message)).thenApply(Wire::encode);
    } catch (RuntimeException e) {
      failures.caught("an order of " + from, e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Order.Result> take(ReplicaId from, Order order) {
    Leadership system = cluster.partition(PartitionId.SYSTEM).leadership();
    long newest =
        newestTerm.accumulateAndGet(Math.max(system.term(), order.electorTerm()), Math::max);
    if (order.electorTerm() < newest) {
      return refuse("term " + order.electorTerm() + " of the elector is over, " + newest + " runs");
    }
    boolean usurped = system.term() == newest && !system.leader().map(from::equals).orElse(true);
    if (usurped) {
      return refuse(from + " is not the elector of term " + newest);
    }
    PartitionLog log = cluster.partitions().get(order.partition());
    if (log == null || order.partition().isSystem()) {
      return refuse("partition " + order.partition() + " is not SEER's to move");
    }
    if (!log.leadership().isLedBy(cluster.local())) {
      return refuse(cluster.local() + " does not lead " + order.partition());
    }
    long limit = Math.max(1, Math.min(LONGEST_MILLIS, order.limitMillis()));
    return log.transfer(order.to(), Duration.ofMillis(limit)).thenApply(OrderDesk::result);
  }

  private CompletableFuture<Order.Result> refuse(String why) {
    refused.increment();
    return CompletableFuture.completedFuture(Order.Result.refused(why));
  }

  private static Order.Result result(TransferOutcome outcome) {
    if (outcome instanceof TransferOutcome.Moved moved) {
      return new Order.Result(Order.Result.Kind.MOVED, moved.pauseNanos() / 1e6, "");
    } else if (outcome instanceof TransferOutcome.Aborted aborted) {
      return new Order.Result(
          Order.Result.Kind.ABORTED, Double.NaN, aborted.reason() + ": " + aborted.detail());
    }
    return new Order.Result(Order.Result.Kind.ALREADY_THERE, Double.NaN, "");
  }

  long refused() {
    return refused.sum();
  }
}
