package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Placement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has decisions carried out and tells the placement what became of them, and of the leaders that
 * came otherwise. Elector thread.
 */
final class Moves {
  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

  private final Cluster cluster;
  private final OrderDesk orders;
  private final Duration limit;
  private final Executor elector;
  private final Map<PartitionId, ReplicaId> leaders = new HashMap<>();
  private final Set<PartitionId> underWay = new HashSet<>();
  private long done;
  private long failed;

  Moves(Cluster cluster, OrderDesk orders, Duration limit, Executor elector) {
    this.cluster = cluster;
    this.orders = orders;
    this.limit = limit;
    this.elector = elector;
  }

  /** A replica, this one or another, has begun to lead a partition. */
  void leadershipChanged(Leadership now, Optional<Placement> placement) {
    PartitionId partition = now.partition();
    if (partition.isSystem() || now.leader().isEmpty()) {
      return;
    }
    ReplicaId leader = now.leader().get();
    ReplicaId before = leaders.put(partition, leader);
    boolean changed = before != null && !before.equals(leader);
    if (changed && !underWay.contains(partition)) {
      placement.ifPresent(p -> p.moved(partition, leader, Elector.nowMillis(), Double.NaN));
    }
  }

  /**
   * Orders the leader of a partition to hand over.
   *
   * @param term of the elector's office
   * @param placement that has decided so, and learns the outcome
   */
  void order(long term, Decision decision, ReplicaId to, Placement placement) {
    PartitionId partition = decision.partition();
    Optional<ReplicaId> leader = cluster.partition(partition).leadership().leader();
    if (leader.isEmpty() || !underWay.add(partition)) {
      placement.failed(partition);
      return;
    }
    LOG.info("SEER: {} from {} to {}: {}", partition, leader.get(), to, decision.reason());
    CompletableFuture<Order.Result> result;
    try {
      result = orders.send(leader.get(), new Order(term, partition, to, limit.toMillis()));
    } catch (RuntimeException e) {
      result = CompletableFuture.failedFuture(e);
    }
    result.whenComplete(
        (end, failure) ->
            elector.execute(
                () -> ended(placement, partition, leader.get(), to, Optional.ofNullable(end))));
  }

  private void ended(
      Placement placement,
      PartitionId partition,
      ReplicaId from,
      ReplicaId to,
      Optional<Order.Result> result) {
    underWay.remove(partition);
    if (result.filter(r -> r.kind() == Order.Result.Kind.MOVED).isPresent()) {
      done++;
      leaders.put(partition, to);
      placement.moved(partition, to, Elector.nowMillis(), result.get().pauseMillis());
      return;
    }
    failed++;
    LOG.info(
        "SEER: {} was not moved to {}: {}",
        partition,
        to,
        result.map(r -> r.kind() + " " + r.detail()).orElse("its leader did not answer"));
    placement.failed(partition);
    ReplicaId now = leaders.getOrDefault(partition, from);
    if (!now.equals(from)) {
      placement.moved(partition, now, Elector.nowMillis(), Double.NaN);
    }
  }

  long done() {
    return done;
  }

  long failed() {
    return failed;
  }
}
