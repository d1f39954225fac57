package io.vantage.cluster.atomix;

import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A network inside one JVM whose links can be slow, lossy or cut. Any thread. Messages between two
 * replicas arrive in order as long as the delay of their link is constant and has no jitter.
 */
public final class InMemoryNetwork implements Transport, AutoCloseable {
  /** Lets single messages through, or not. For tests. */
  interface Filter {
    boolean passes(ReplicaId from, ReplicaId to, String subject, boolean answer, byte[] payload);
  }

  private record Pair(ReplicaId from, ReplicaId to) {}

  private record Link(
      long delayMicros, long jitterMicros, double loss, double duplicates, boolean cut) {
    static final Link IDEAL = new Link(0, 0, 0, 0, false);
  }

  private final Map<ReplicaId, Node> nodes = new ConcurrentHashMap<>();
  private final Map<Pair, Link> links = new ConcurrentHashMap<>();
  private final SplittableRandom random;
  private volatile Filter filter = (from, to, subject, answer, payload) -> true;
  private final ScheduledThreadPoolExecutor clock;

  /**
   * Makes an ideal network without replicas.
   *
   * @param seed of the random choice of lost, doubled and delayed messages
   */
  public InMemoryNetwork(long seed) {
    random = new SplittableRandom(seed);
    clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "in-memory-network");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Sets the one-way delay of a link, in the given direction only. */
  public void delay(ReplicaId from, ReplicaId to, Duration oneWay) {
    long micros = TimeUnit.NANOSECONDS.toMicros(oneWay.toNanos());
    change(from, to, l -> new Link(micros, l.jitterMicros, l.loss, l.duplicates, l.cut));
  }

  /** Adds up to this much to the delay of each message, so that messages overtake each other. */
  public void jitter(ReplicaId from, ReplicaId to, Duration atMost) {
    long micros = TimeUnit.NANOSECONDS.toMicros(atMost.toNanos());
    change(from, to, l -> new Link(l.delayMicros, micros, l.loss, l.duplicates, l.cut));
  }

  /** Sets the probability with which a message of a link is lost. */
  public void loss(ReplicaId from, ReplicaId to, double probability) {
    change(
        from, to, l -> new Link(l.delayMicros, l.jitterMicros, probability, l.duplicates, l.cut));
  }

  /** Sets the probability with which a request of a link arrives twice. */
  public void duplicates(ReplicaId from, ReplicaId to, double probability) {
    change(from, to, l -> new Link(l.delayMicros, l.jitterMicros, l.loss, probability, l.cut));
  }

  /** Loses everything between two replicas, in both directions, until {@link #heal()}. */
  public void cut(ReplicaId one, ReplicaId other) {
    change(one, other, l -> new Link(l.delayMicros, l.jitterMicros, l.loss, l.duplicates, true));
    change(other, one, l -> new Link(l.delayMicros, l.jitterMicros, l.loss, l.duplicates, true));
  }

  /** Cuts a replica off from all the given others. */
  public void isolate(ReplicaId replica, Iterable<ReplicaId> others) {
    for (ReplicaId other : others) {
      if (!other.equals(replica)) {
        cut(replica, other);
      }
    }
  }

  /** Asks for each message whether it may pass. */
  void filter(Filter newFilter) {
    filter = newFilter;
  }

  /** Ends all cuts; delays and losses stay. */
  public void heal() {
    links.replaceAll(
        (pair, l) -> new Link(l.delayMicros, l.jitterMicros, l.loss, l.duplicates, false));
  }

  private void change(ReplicaId from, ReplicaId to, java.util.function.UnaryOperator<Link> change) {
    links.compute(
        new Pair(from, to), (pair, link) -> change.apply(link == null ? Link.IDEAL : link));
  }

  @Override
  public Endpoint open(ReplicaId local, List<Replica> members, Receiver receiver) {
    Node node = new Node(local, receiver);
    if (nodes.putIfAbsent(local, node) != null) {
      throw new IllegalStateException("replica " + local + " is on this network already");
    }
    return node;
  }

  /** Stops delivering; for the end of a simulation. */
  @Override
  public void close() {
    clock.shutdownNow();
  }

  private boolean chance(double probability) {
    if (probability <= 0) {
      return false;
    }
    synchronized (random) {
      return random.nextDouble() < probability;
    }
  }

  private void carry(ReplicaId from, ReplicaId to, boolean mayDouble, Runnable arrival) {
    Link link = links.getOrDefault(new Pair(from, to), Link.IDEAL);
    if (link.cut || chance(link.loss)) {
      return;
    }
    long micros = link.delayMicros;
    if (link.jitterMicros > 0) {
      synchronized (random) {
        micros += random.nextLong(link.jitterMicros);
      }
    }
    try {
      clock.schedule(arrival, micros, TimeUnit.MICROSECONDS);
      if (mayDouble && chance(link.duplicates)) {
        clock.schedule(arrival, 2 * micros + 1000, TimeUnit.MICROSECONDS);
      }
    } catch (RejectedExecutionException closed) {
      // The simulation is over: a message more is lost.
    }
  }

  private final class Node implements Endpoint {
    private final ReplicaId id;
    private final Receiver receiver;

    Node(ReplicaId id, Receiver receiver) {
      this.id = id;
      this.receiver = receiver;
    }

    private boolean isUp() {
      return nodes.get(id) == this;
    }

    @Override
    public CompletableFuture<byte[]> request(
        ReplicaId to, String subject, byte[] payload, Duration deadline) {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      if (!isUp()) {
        answer.completeExceptionally(new ConnectException(id + " has left the network"));
        return answer;
      }
      try {
        ScheduledFuture<?> timer =
            clock.schedule(
                () ->
                    answer.completeExceptionally(
                        new TimeoutException(subject + " to " + to + " after " + deadline)),
                deadline.toNanos(),
                TimeUnit.NANOSECONDS);
        answer.whenComplete((result, error) -> timer.cancel(false));
      } catch (RejectedExecutionException closed) {
        answer.completeExceptionally(new ConnectException("the network is closed"));
        return answer;
      }
      if (filter.passes(id, to, subject, false, payload)) {
        carry(id, to, true, () -> arrive(to, subject, payload, answer));
      }
      return answer;
    }

    private void arrive(
        ReplicaId to, String subject, byte[] payload, CompletableFuture<byte[]> answer) {
      Node node = nodes.get(to);
      if (node == null) {
        fail(to, answer, new ConnectException(to + " is not on the network"));
        return;
      }
      node.receiver
          .receive(id, subject, payload)
          .whenComplete(
              (result, error) -> {
                if (error != null) {
                  fail(to, answer, error);
                } else if (node.isUp() && filter.passes(to, id, subject, true, result)) {
                  carry(to, id, false, () -> answer.complete(result));
                }
              });
    }

    private void fail(ReplicaId to, CompletableFuture<byte[]> answer, Throwable error) {
      carry(to, id, false, () -> answer.completeExceptionally(error));
    }

    @Override
    public void close() {
      nodes.remove(id, this);
    }
  }
}
