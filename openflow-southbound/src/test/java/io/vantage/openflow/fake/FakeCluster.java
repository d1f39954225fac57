package io.vantage.openflow.fake;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.Committed;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.StateMachine;
import io.vantage.cluster.TransferOutcome;
import io.vantage.cluster.VirtualTime;
import io.vantage.network.LocalView;
import io.vantage.network.MoveDriver;
import io.vantage.network.Network;
import io.vantage.network.ReplicatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Replicas with the real state machine and a perfect log in virtual time: an update is committed
 * and applied a millisecond after it was proposed. Leaders are appointed; a replica that was cut
 * off neither learns of new leaders and updates nor commits any, and catches up when it is healed.
 */
public final class FakeCluster {
  private static final Duration COMMIT = Duration.ofMillis(1);
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final VirtualTime time;
  private final List<PartitionId> partitions = new ArrayList<>();
  private final Map<PartitionId, List<Entry>> committed = new TreeMap<>();
  private final Map<PartitionId, Leadership> leaders = new TreeMap<>();
  private final Map<ReplicaId, Member> members = new LinkedHashMap<>();

  private record Entry(long term, byte[] update) {}

  /** Replicas {@code r1 ..}, partitions {@code p1 ..}, all led by {@code r1} in term 1. */
  public FakeCluster(VirtualTime time, int replicas, int dataPartitions) {
    this.time = time;
    partitions.add(PartitionId.SYSTEM);
    IntStream.rangeClosed(1, dataPartitions).forEach(n -> partitions.add(PartitionId.data(n)));
    for (PartitionId id : partitions) {
      committed.put(id, new ArrayList<>());
      leaders.put(id, new Leadership(id, 1, Optional.of(new ReplicaId("r1"))));
    }
    for (int n = 1; n <= replicas; n++) {
      ReplicaId id = new ReplicaId("r" + n);
      members.put(id, new Member(id));
    }
  }

  public Member member(int number) {
    return members.get(new ReplicaId("r" + number));
  }

  /** Appoints a leader in the next term; known at once to all that are not cut off. */
  public void elect(PartitionId partition, int leader) {
    lead(partition, Optional.of(new ReplicaId("r" + leader)));
  }

  /** Lets a partition be without a leader. */
  public void depose(PartitionId partition) {
    lead(partition, Optional.empty());
  }

  private void lead(PartitionId partition, Optional<ReplicaId> leader) {
    leaders.put(partition, new Leadership(partition, leaders.get(partition).term() + 1, leader));
    members.values().forEach(member -> member.logs.get(partition).learn());
  }

  public void cutOff(int replica) {
    member(replica).reachable = false;
  }

  public void heal(int replica) {
    Member member = member(replica);
    member.reachable = true;
    member.logs.values().forEach(Log::learn);
  }

  /** One replica's view of the cluster. */
  public final class Member implements Cluster {
    private final ReplicaId id;
    private final LocalView view = new LocalView(partitions);
    private final Network network = new ReplicatedNetwork(this, view);
    private final TreeMap<PartitionId, Log> logs = new TreeMap<>();
    private Optional<MoveDriver> driver = Optional.empty();
    private final Messages messaging = new Messages(this);
    private boolean reachable = true;

    private Member(ReplicaId id) {
      this.id = id;
      partitions.forEach(p -> logs.put(p, new Log(p, this, view.stateMachine(p))));
    }

    public Network network() {
      return network;
    }

    /** Carries out moves of switches while it leads the system partition. */
    void drive(VirtualTime timers) {
      driver = Optional.of(new MoveDriver(this, view, timers, timers.clock()));
    }

    @Override
    public ReplicaId local() {
      return id;
    }

    @Override
    public List<Replica> members() {
      return members.keySet().stream().map(m -> new Replica(m, "127.0.0.1", 9876)).toList();
    }

    @Override
    public SortedMap<PartitionId, PartitionLog> partitions() {
      return new TreeMap<>(logs);
    }

    @Override
    public PartitionLog partition(PartitionId partition) {
      return logs.get(partition);
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
    public void close() {}
  }

  private final class Log implements PartitionLog {
    private final PartitionId id;
    private final Member member;
    private final StateMachine machine;
    private final List<Consumer<Leadership>> listeners = new ArrayList<>();
    private Leadership known;
    private int applied;

    private Log(PartitionId id, Member member, StateMachine machine) {
      this.id = id;
      this.member = member;
      this.machine = machine;
      this.known = leaders.get(id);
    }

    private void learn() {
      if (!member.reachable) {
        return;
      }
      catchUp();
      if (!known.equals(leaders.get(id))) {
        known = leaders.get(id);
        listeners.forEach(listener -> listener.accept(known));
      }
    }

    /** Returns what the last update was answered with. */
    private byte[] catchUp() {
      byte[] result = new byte[0];
      List<Entry> entries = committed.get(id);
      while (applied < entries.size()) {
        Entry entry = entries.get(applied++);
        result = machine.apply(applied, entry.term(), time.clock().millis(), entry.update());
      }
      return result;
    }

    @Override
    public PartitionId id() {
      return id;
    }

    @Override
    public Leadership leadership() {
      return known;
    }

    @Override
    public boolean isSettledLeader() {
      return known.isLedBy(member.id);
    }

    @Override
    public void onLeadership(Consumer<Leadership> listener) {
      listeners.add(listener);
      time.execute(() -> listener.accept(known));
    }

    @Override
    public CompletableFuture<Committed> propose(byte[] update) {
      CompletableFuture<Committed> answer = new CompletableFuture<>();
      commit(update, answer, time.clock().instant().plus(DEADLINE).toEpochMilli());
      return answer;
    }

    private void commit(byte[] update, CompletableFuture<Committed> answer, long deadline) {
      time.schedule(
          () -> {
            if (time.clock().millis() > deadline) {
              answer.completeExceptionally(new TimeoutException("no commit"));
            } else if (!member.reachable || leaders.get(id).leader().isEmpty()) {
              commit(update, answer, deadline);
            } else {
              committed.get(id).add(new Entry(leaders.get(id).term(), update));
              byte[] result = catchUp();
              int index = applied;
              members.values().forEach(other -> other.logs.get(id).learn());
              answer.complete(new Committed(id, index, result));
            }
          },
          COMMIT.toNanos(),
          TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletableFuture<Void> awaitApplied(long index, Duration deadline) {
      return applied >= index
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(new TimeoutException("not applied"));
    }

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit) {
      throw new UnsupportedOperationException("appoint a leader by elect");
    }
  }

  /** A millisecond each way; nothing gets to or from a replica that was cut off. */
  private final class Messages implements ClusterMessaging {
    private final Member member;
    private final Map<String, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>>> handlers =
        new HashMap<>();

    private Messages(Member member) {
      this.member = member;
    }

    @Override
    public CompletableFuture<byte[]> request(
        ReplicaId to, String subject, byte[] payload, Duration deadline) {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      Member target = members.get(to);
      time.schedule(
          () -> answer.completeExceptionally(new TimeoutException("no answer")),
          deadline.toNanos(),
          TimeUnit.NANOSECONDS);
      if (member.reachable && target.reachable) {
        time.schedule(
            () ->
                target
                    .messaging
                    .handlers
                    .get(subject)
                    .apply(member.id, payload)
                    .thenAccept(
                        bytes ->
                            time.schedule(() -> answer.complete(bytes), 1, TimeUnit.MILLISECONDS)),
            1,
            TimeUnit.MILLISECONDS);
      }
      return answer;
    }

    @Override
    public void handle(
        String subject, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> handler) {
      handlers.put(subject, handler);
    }
  }
}
