package io.vantage.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A cluster of one replica without consensus, for tests: an update is applied at once, on one
 * thread of the partition, and the replica leads every partition in term 1 unless {@link #lead}
 * says otherwise. Messages reach {@link #local} and what {@link #answer} has been told.
 */
public final class SingleReplicaCluster implements Cluster {
  private final ReplicaId local;
  private final List<Replica> members;
  private final SortedMap<PartitionId, PartitionLog> logs = new TreeMap<>();
  private final Messaging messaging = new Messaging();

  /**
   * @param partitions number of data partitions
   * @param machine the state machine of each partition, the system partition included
   */
  public SingleReplicaCluster(
      ReplicaId local, int partitions, Function<PartitionId, ? extends StateMachine> machine) {
    this.local = local;
    this.members = List.of(new Replica(local, "127.0.0.1", 9876));
    for (PartitionId id : partitionIds(partitions)) {
      logs.put(id, new Log(id, machine.apply(id)));
    }
  }

  /** {@code system, p1 .. pN}. */
  public static List<PartitionId> partitionIds(int partitions) {
    List<PartitionId> ids = new ArrayList<>();
    ids.add(PartitionId.SYSTEM);
    for (int number = 1; number <= partitions; number++) {
      ids.add(PartitionId.data(number));
    }
    return ids;
  }

  /**
   * Makes a replica (or nobody) lead a partition, in the next term, and tells the listeners. Waits
   * until they have been told. Updates are applied whoever leads.
   */
  public void lead(PartitionId partition, Optional<ReplicaId> leader) {
    Log log = (Log) partition(partition);
    CompletableFuture.runAsync(() -> log.lead(leader), log.thread).join();
  }

  /** Answers requests to another replica, in its stead. */
  public void answer(
      ReplicaId replica,
      String subject,
      BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> handler) {
    messaging.handlers.put(replica + " " + subject, handler);
  }

  @Override
  public ReplicaId local() {
    return local;
  }

  @Override
  public List<Replica> members() {
    return members;
  }

  @Override
  public SortedMap<PartitionId, PartitionLog> partitions() {
    return Collections.unmodifiableSortedMap(logs);
  }

  @Override
  public PartitionLog partition(PartitionId id) {
    PartitionLog log = logs.get(id);
    if (log == null) {
      throw new IllegalArgumentException("no partition " + id + "; there are " + logs.keySet());
    }
    return log;
  }

  @Override
  public ClusterMessaging messaging() {
    return messaging;
  }

  @Override
  public CompletableFuture<Void> start() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    logs.values().forEach(log -> ((Log) log).thread.shutdownNow());
  }

  private final class Log implements PartitionLog {
    private final PartitionId id;
    private final StateMachine machine;
    private final ExecutorService thread;
    private final List<Consumer<Leadership>> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private volatile Leadership leadership;
    private volatile long applied;

    Log(PartitionId id, StateMachine machine) {
      this.id = id;
      this.machine = machine;
      this.leadership = new Leadership(id, 1, Optional.of(local));
      this.thread =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread created = new Thread(task, "partition-" + id);
                created.setDaemon(true);
                return created;
              });
    }

    void lead(Optional<ReplicaId> leader) {
      leadership = new Leadership(id, leadership.term() + 1, leader);
      listeners.forEach(listener -> listener.accept(leadership));
    }

    @Override
    public PartitionId id() {
      return id;
    }

    @Override
    public Leadership leadership() {
      return leadership;
    }

    @Override
    public boolean isSettledLeader() {
      return leadership.isLedBy(local);
    }

    @Override
    public void onLeadership(Consumer<Leadership> listener) {
      thread.execute(
          () -> {
            listeners.add(listener);
            listener.accept(leadership);
          });
    }

    @Override
    public CompletableFuture<Committed> propose(byte[] update) {
      return CompletableFuture.supplyAsync(() -> apply(update), thread);
    }

    private Committed apply(byte[] update) {
      long index = applied + 1;
      byte[] result =
          machine.apply(index, leadership.term(), System.currentTimeMillis(), update.clone());
      applied = index;
      waiting.entrySet().removeIf(entry -> entry.getKey() <= index && complete(entry.getValue()));
      return new Committed(id, index, result);
    }

    private static boolean complete(CompletableFuture<Void> future) {
      future.complete(null);
      return true;
    }

    @Override
    public CompletableFuture<Void> awaitApplied(long index, Duration deadline) {
      CompletableFuture<Void> reached =
          waiting
              .computeIfAbsent(index, i -> new CompletableFuture<>())
              .copy()
              .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (applied >= index) {
        Optional.ofNullable(waiting.remove(index)).ifPresent(Log::complete);
      }
      return reached;
    }

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit) {
      TransferOutcome outcome =
          target.equals(local)
              ? new TransferOutcome.AlreadyThere(id, local, leadership.term())
              : new TransferOutcome.Aborted(
                  id, TransferOutcome.Reason.UNKNOWN_TARGET, "no replica " + target);
      return CompletableFuture.completedFuture(outcome);
    }
  }

  private final class Messaging implements ClusterMessaging {
    private final Map<String, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>>> handlers =
        new ConcurrentHashMap<>();

    @Override
    public CompletableFuture<byte[]> request(
        ReplicaId to, String subject, byte[] payload, Duration deadline) {
      var handler = handlers.get(to + " " + subject);
      if (handler == null) {
        return CompletableFuture.failedFuture(
            new java.net.ConnectException("nobody answers " + subject + " at " + to));
      }
      return handler
          .apply(local, payload.clone())
          .copy()
          .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handle(
        String subject, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> handler) {
      handlers.put(local + " " + subject, handler);
    }
  }
}
