package io.vantage.network;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.Committed;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.cluster.TransferOutcome;
import io.vantage.cluster.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Replicas with the real state machines and views over perfect logs in virtual time, each applying
 * each partition's log with a lag of its own, now and then from a snapshot. A proposal may be
 * answered late or never although it is committed. Leaders are appointed.
 */
final class LaggingCluster {
  static final Duration DEADLINE = Duration.ofSeconds(2);

  final VirtualTime time = new VirtualTime();
  final Random random;
  final List<PartitionId> partitions;
  final List<Member> members = new ArrayList<>();

  /** Called after each proposal of {@link Member#cluster the cluster as a driver sees it}. */
  Consumer<Member> onProposal = member -> {};

  private final Map<PartitionId, List<Entry>> committed = new TreeMap<>();
  private final Map<PartitionId, Leadership> leaders = new TreeMap<>();

  private record Entry(long term, byte[] update) {}

  LaggingCluster(long seed, int replicas, int dataPartitions) {
    random = new Random(seed);
    partitions = SingleReplicaCluster.partitionIds(dataPartitions);
    for (PartitionId id : partitions) {
      committed.put(id, new ArrayList<>());
      leaders.put(id, new Leadership(id, 1, Optional.of(new ReplicaId("r1"))));
    }
    for (int n = 1; n <= replicas; n++) {
      members.add(new Member(new ReplicaId("r" + n)));
    }
  }

  /** A member by its number, counted from 1. */
  Member member(int number) {
    return members.get(number - 1);
  }

  boolean isLed(PartitionId partition) {
    return leaders.get(partition).leader().isPresent();
  }

  Member leader(PartitionId partition) {
    return leaders.get(partition).leader().map(this::named).orElseThrow();
  }

  private Member named(ReplicaId id) {
    return members.stream().filter(member -> member.id.equals(id)).findFirst().orElseThrow();
  }

  /** In the next term; whoever it is has applied all that is committed. */
  void elect(PartitionId partition, Optional<Member> leader) {
    long term = leaders.get(partition).term() + 1;
    leader.ifPresent(member -> member.log(partition).applyAll());
    leaders.put(partition, new Leadership(partition, term, leader.map(member -> member.id)));
    members.forEach(
        member ->
            member
                .log(partition)
                .listeners
                .forEach(listener -> listener.accept(leaders.get(partition))));
  }

  /** One replica. A member that has died takes and sends nothing any more. */
  final class Member {
    final ReplicaId id;
    final LocalView view = new LocalView(partitions);
    private final TreeMap<PartitionId, Log> logs = new TreeMap<>();
    final ReplicatedNetwork network =
        new ReplicatedNetwork(new Facade(false), view, Duration.ofHours(1));
    private MoveDriver driver;
    private boolean dead;

    private Member(ReplicaId id) {
      this.id = id;
      partitions.forEach(p -> logs.put(p, new Log(p, this)));
    }

    void startDriver() {
      driver = new MoveDriver(new Facade(true), view, time, time.clock());
    }

    /** The process dies: nothing of it happens any more, and what is under way gets no answer. */
    void die() {
      dead = true;
      driver.close();
    }

    boolean isAlive() {
      return !dead;
    }

    private Log log(PartitionId partition) {
      return logs.get(partition);
    }

    byte[] snapshot(PartitionId partition) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        view.stateMachine(partition).snapshot(out);
        return out.toByteArray();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** The cluster as parts of this member see it; {@code hooked} if it tells of proposals. */
    private final class Facade implements Cluster {
      private final boolean hooked;

      Facade(boolean hooked) {
        this.hooked = hooked;
      }

      @Override
      public ReplicaId local() {
        return id;
      }

      @Override
      public List<Replica> members() {
        return members.stream().map(m -> new Replica(m.id, "127.0.0.1", 9876)).toList();
      }

      @Override
      public SortedMap<PartitionId, PartitionLog> partitions() {
        TreeMap<PartitionId, PartitionLog> all = new TreeMap<>();
        partitions.forEach(p -> all.put(p, partition(p)));
        return all;
      }

      @Override
      public PartitionLog partition(PartitionId partition) {
        return new Handle(logs.get(partition), hooked);
      }

      @Override
      public ClusterMessaging messaging() {
        throw new UnsupportedOperationException("no messages here");
      }

      @Override
      public CompletableFuture<Void> start() {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {}
    }
  }

  private final class Log {
    private final PartitionId id;
    private final Member member;
    private final List<Consumer<Leadership>> listeners = new ArrayList<>();
    private final TreeMap<Integer, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private int applied;

    private Log(PartitionId id, Member member) {
      this.id = id;
      this.member = member;
    }

    private byte[] applyNext() {
      Entry entry = committed.get(id).get(applied++);
      byte[] result =
          member
              .view
              .stateMachine(id)
              .apply(applied, entry.term(), time.clock().millis(), entry.update());
      tell();
      return result;
    }

    private void tell() {
      SortedMap<Integer, List<CompletableFuture<Void>>> done = waiting.headMap(applied + 1);
      List<CompletableFuture<Void>> futures = new ArrayList<>();
      done.values().forEach(futures::addAll);
      done.clear();
      futures.forEach(future -> time.execute(() -> complete(future)));
    }

    private void complete(CompletableFuture<Void> future) {
      if (member.isAlive()) {
        future.complete(null);
      }
    }

    /** The result of the last one. */
    byte[] applyAll() {
      byte[] result = new byte[0];
      while (applied < committed.get(id).size()) {
        result = applyNext();
      }
      return result;
    }

    /** Follows the log up to here after a while, sometimes by a snapshot of the leader. */
    void followLater(int index) {
      Duration lag = Duration.ofMillis(random.nextInt(random.nextInt(8) == 0 ? 200 : 15));
      time.schedule(() -> follow(index), lag.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void follow(int index) {
      Optional<Member> leader = leaders.get(id).leader().map(LaggingCluster.this::named);
      if (applied < index && random.nextInt(12) == 0 && leader.isPresent()) {
        try {
          byte[] snapshot = leader.get().snapshot(id);
          member.view.stateMachine(id).restore(new ByteArrayInputStream(snapshot));
          applied = leader.get().log(id).applied;
          tell();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
      while (applied < index) {
        applyNext();
      }
    }
  }

  /** A log as one part of a member sees it. */
  private final class Handle implements PartitionLog {
    private final Log log;
    private final boolean hooked;

    private Handle(Log log, boolean hooked) {
      this.log = log;
      this.hooked = hooked;
    }

    @Override
    public PartitionId id() {
      return log.id;
    }

    @Override
    public Leadership leadership() {
      return leaders.get(log.id);
    }

    @Override
    public boolean isSettledLeader() {
      return leadership().isLedBy(log.member.id) && log.member.isAlive();
    }

    @Override
    public void onLeadership(Consumer<Leadership> listener) {
      log.listeners.add(listener);
    }

    @Override
    public CompletableFuture<Committed> propose(byte[] update) {
      CompletableFuture<Committed> answer = new CompletableFuture<>();
      if (hooked) {
        onProposal.accept(log.member);
      }
      if (log.member.isAlive()) {
        commit(update, answer, time.clock().millis() + DEADLINE.toMillis());
      }
      return answer;
    }

    /** A few milliseconds later, in the order of proposals. */
    private void commit(byte[] update, CompletableFuture<Committed> answer, long deadline) {
      time.schedule(() -> commitNow(update, answer, deadline), 3_000_000, TimeUnit.NANOSECONDS);
    }

    private void commitNow(byte[] update, CompletableFuture<Committed> answer, long deadline) {
      Leadership leadership = leaders.get(log.id);
      if (leadership.leader().isEmpty()) {
        if (time.clock().millis() > deadline) {
          fail(answer);
        }
        commit(update, answer, deadline); // may be committed although it was given up
        return;
      }
      committed.get(log.id).add(new Entry(leadership.term(), update));
      Member leader = leader(log.id);
      byte[] result = leader.log(log.id).applyAll();
      int index = leader.log(log.id).applied;
      members.forEach(member -> member.log(log.id).followLater(index));
      if (log.member.isAlive()) {
        time.schedule(
            () -> answered(answer, new Committed(log.id, index, result)),
            random.nextInt(4_000_000),
            TimeUnit.NANOSECONDS);
      }
    }

    private void answered(CompletableFuture<Committed> answer, Committed committed) {
      if (log.member.isAlive()) {
        answer.complete(committed);
      }
    }

    private void fail(CompletableFuture<Committed> answer) {
      if (log.member.isAlive()) {
        answer.completeExceptionally(new TimeoutException("no commit"));
      }
    }

    @Override
    public CompletableFuture<Void> awaitApplied(long index, Duration deadline) {
      CompletableFuture<Void> future = new CompletableFuture<>();
      if (log.applied >= index) {
        future.complete(null);
      } else {
        log.waiting.computeIfAbsent((int) index, i -> new ArrayList<>()).add(future);
      }
      return future;
    }

    @Override
    public long appliedIndex() {
      return log.applied;
    }

    @Override
    public CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit) {
      throw new UnsupportedOperationException("appoint a leader by elect");
    }
  }
}
