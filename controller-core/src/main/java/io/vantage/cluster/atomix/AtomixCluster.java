package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.utils.concurrent.ThreadContextFactory;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.Cluster;
import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.StateMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A replica of the cluster on Atomix's Raft engine. Any thread. */
public final class AtomixCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(AtomixCluster.class);
  private static final long CLOSE_SECONDS = 5;

  private final ClusterSettings settings;
  private final Transport transport;
  private final ReplicaMessaging messaging;
  private final DirectoryLock lock;
  private final ThreadContextFactory sessionThreads;
  private final SortedMap<PartitionId, AtomixPartition> partitions = new TreeMap<>();
  private boolean closed;

  /**
   * Opens the logs in the settings' directory; takes part from {@link #start()} on.
   *
   * @param machines makes the state machine of a partition, empty; called once per partition
   * @throws UncheckedIOException if the directory cannot be used
   * @throws IllegalStateException if another process uses the directory
   */
  public AtomixCluster(
      ClusterSettings settings, Transport transport, Function<PartitionId, StateMachine> machines) {
    this(settings, transport, machines, Cure.all());
  }

  AtomixCluster(
      ClusterSettings settings,
      Transport transport,
      Function<PartitionId, StateMachine> machines,
      Set<Cure> cures) {
    this(
        settings,
        transport,
        cures,
        (id, onStop) ->
            new ReplicatedService(machines.apply(id), cures.contains(Cure.REQUEST_IDS), onStop));
  }

  /** Makes the service that runs a partition's state machine, and tells it whom to tell its end. */
  interface Services {
    ReplicatedService make(PartitionId id, Consumer<Throwable> onStop);
  }

  AtomixCluster(ClusterSettings settings, Transport transport, Set<Cure> cures, Services services) {
    this.settings = settings;
    this.transport = transport;
    this.messaging = new ReplicaMessaging(settings.timing());
    this.lock = DirectoryLock.take(settings.directory());
    this.sessionThreads = RaftReplica.sessionThreads("raft-" + settings.local());
    try {
      for (PartitionId id : settings.partitions()) {
        partitions.put(id, open(id, services, cures));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot open the log in " + settings.directory(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private AtomixPartition open(PartitionId id, Services services, Set<Cure> cures)
      throws IOException {
    AtomicReference<AtomixPartition> partition = new AtomicReference<>();
    ReplicatedService service = services.make(id, cause -> partition.get().stop(cause));
    VoteGuard guard = new VoteGuard(RaftReplica.directory(id, settings));
    PartitionProtocol protocol =
        new PartitionProtocol(
            id,
            StaticMembership.idOf(settings.local()),
            guard,
            cures,
            Serializer.using(RaftNamespaces.RAFT_PROTOCOL),
            messaging);
    RaftReplica replica =
        new RaftReplica(
            id,
            settings,
            cures,
            new StaticMembership(settings.local(), settings.members()),
            protocol,
            guard,
            service,
            sessionThreads);
    partition.set(
        new AtomixPartition(
            id, settings, replica, protocol, messaging, thread(id), lock.incarnation(), cures));
    return partition.get();
  }

  private ScheduledThreadPoolExecutor thread(PartitionId id) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "partition-" + settings.local() + "-" + id);
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    return thread;
  }

  @Override
  public ReplicaId local() {
    return settings.local();
  }

  @Override
  public List<Replica> members() {
    return settings.members();
  }

  @Override
  public SortedMap<PartitionId, PartitionLog> partitions() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
  }

  @Override
  public PartitionLog partition(PartitionId id) {
    return engine(id);
  }

  AtomixPartition engine(PartitionId id) {
    AtomixPartition partition = partitions.get(id);
    if (partition == null) {
      throw new IllegalArgumentException(
          "no partition " + id + "; there are " + partitions.keySet());
    }
    return partition;
  }

  @Override
  public ClusterMessaging messaging() {
    return messaging;
  }

  /** Where requests of other replicas arrive. */
  Transport.Receiver receiver() {
    return messaging;
  }

  @Override
  public CompletableFuture<Void> start() {
    // In this order, since the engine cannot bear requests before it has its configuration.
    partitions.values().forEach(AtomixPartition::start);
    messaging.open(transport, settings);
    return CompletableFuture.allOf(
        partitions.values().stream()
            .map(AtomixPartition::ready)
            .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    messaging.close();
    CompletableFuture<?>[] ends =
        partitions.values().stream()
            .map(AtomixPartition::close)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: not all partitions were closed in order", settings.local(), e);
    }
    sessionThreads.close();
    lock.close();
  }
}
