package io.vantage.openflow.probe;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * First round-trip times of switches that have no partition yet, exchanged between replicas. Lost
 * messages and silent replicas only leave gaps. Any thread; never blocks.
 */
public final class RoundTrips {
  private static final String SUBJECT = "switch-rtt";
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** No more switches than this are remembered. */
  private static final int MAX_SWITCHES = 10_000;

  private final Cluster cluster;
  private final Map<DatapathId, Map<ReplicaId, Duration>> known = new ConcurrentHashMap<>();
  private final Map<DatapathId, Set<ReplicaId>> absent = new ConcurrentHashMap<>();
  private final Predicate<DatapathId> isAssigned;
  private final Consumer<DatapathId> news;

  /**
   * Starts at once to answer others.
   *
   * @param isAssigned true for switches of which nothing needs to be known any more
   * @param news called when more is known of a switch; must not block
   */
  public RoundTrips(Cluster cluster, Predicate<DatapathId> isAssigned, Consumer<DatapathId> news) {
    this.cluster = cluster;
    this.isAssigned = isAssigned;
    this.news = news;
    cluster.messaging().handle(SUBJECT, this::received);
  }

  /** From replicas to a switch, as far as they are known here. */
  public Map<ReplicaId, Duration> of(DatapathId device) {
    return Map.copyOf(known.getOrDefault(device, Map.of()));
  }

  /** True if every replica has measured the switch, or could not be asked. */
  public boolean isWhole(DatapathId device) {
    Set<ReplicaId> silent = absent.getOrDefault(device, Set.of());
    Map<ReplicaId, Duration> measured = known.getOrDefault(device, Map.of());
    return cluster.members().stream()
        .map(Replica::id)
        .allMatch(id -> measured.containsKey(id) || silent.contains(id));
  }

  /** This replica has measured a switch: tells the others, and asks what they have measured. */
  public void measured(DatapathId device, Duration rtt) {
    take(device, cluster.local(), rtt.toNanos());
    byte[] message =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(device.value()).putLong(rtt.toNanos()).array();
    for (Replica member : cluster.members()) {
      ReplicaId id = member.id();
      if (!id.equals(cluster.local())) {
        cluster
            .messaging()
            .request(id, SUBJECT, message, DEADLINE)
            .whenComplete((answer, error) -> answered(device, id, answer, error));
      }
    }
  }

  /** The switch has a partition, or has gone. */
  public void forget(DatapathId device) {
    known.remove(device);
    absent.remove(device);
  }

  private void answered(DatapathId device, ReplicaId from, byte[] answer, Throwable error) {
    if (error != null) {
      absent.computeIfAbsent(device, id -> ConcurrentHashMap.newKeySet()).add(from);
      news.accept(device);
    } else if (answer.length == Long.BYTES) {
      take(device, from, ByteBuffer.wrap(answer).getLong());
    }
  }

  private CompletableFuture<byte[]> received(ReplicaId from, byte[] message) {
    if (message.length != 2 * Long.BYTES) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("a round trip in " + message.length + " bytes"));
    }
    ByteBuffer in = ByteBuffer.wrap(message);
    DatapathId device = new DatapathId(in.getLong());
    take(device, from, in.getLong());
    Duration own = known.getOrDefault(device, Map.of()).get(cluster.local());
    return CompletableFuture.completedFuture(
        own == null ? new byte[0] : ByteBuffer.allocate(Long.BYTES).putLong(own.toNanos()).array());
  }

  private void take(DatapathId device, ReplicaId from, long nanos) {
    if (nanos < 0 || isAssigned.test(device)) {
      return;
    }
    if (known.size() >= MAX_SWITCHES) {
      known.clear(); // of switches that came nowhere near; others are measured anew
      absent.clear();
    }
    known.merge(
        device,
        Map.of(from, Duration.ofNanos(nanos)),
        (old, more) -> {
          Map<ReplicaId, Duration> all = new HashMap<>(old);
          all.putAll(more);
          return Map.copyOf(all);
        });
    news.accept(device);
  }
}
