package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.StateMachine;
import io.vantage.model.DatapathId;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.seer.measurement.CommitReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests where they pass and times some of them. Any thread; costs the packet path one
 * counter, and a commit two readings of the clock as long as the period's credit lasts.
 */
public final class Traffic {
  /** Commits that are timed per partition and period; the rest goes untimed. */
  private static final int CREDIT = 64;

  private final Map<DatapathId, LongAdder> packetIns = new ConcurrentHashMap<>();
  private final Map<PartitionId, LongAdder> commands = new ConcurrentHashMap<>();
  private final Map<PartitionId, LongAdder> commits = new ConcurrentHashMap<>();
  private final Map<PartitionId, AtomicInteger> credits = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<CommitReport> reports = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();

  /** A switch whose master this replica is has sent a packet. */
  public void packetIn(DatapathId device) {
    LongAdder counter = packetIns.get(device);
    if (counter == null) {
      counter = packetIns.computeIfAbsent(device, id -> new LongAdder());
    }
    counter.increment();
  }

  /** The state machine, with its commits counted. */
  public StateMachine counted(PartitionId partition, StateMachine machine) {
    LongAdder counter = new LongAdder();
    commits.put(partition, counter);
    return new Counted(machine, counter);
  }

  /** The network for those who bring commands from outside: counted and timed. */
  public Network fromOutside(Network network, Cluster cluster) {
    return new Timed(network, cluster, true);
  }

  /** The network for this replica's own parts, as apps: timed only. */
  public Network fromInside(Network network, Cluster cluster) {
    return new Timed(network, cluster, false);
  }

  /** Switches with packet-ins since the last call. */
  Map<DatapathId, Long> takePacketIns() {
    return take(packetIns);
  }

  /** Commands from outside since the last call, by partition. */
  Map<PartitionId, Long> takeCommands() {
    return take(commands);
  }

  /** What was committed since the last call, by partition, led here or not. */
  Map<PartitionId, Long> takeCommits() {
    return take(commits);
  }

  /** Commits that were timed since the last call; begins a new period. */
  List<CommitReport> takeReports() {
    List<CommitReport> taken = new ArrayList<>();
    for (CommitReport next = reports.poll(); next != null; next = reports.poll()) {
      taken.add(next);
    }
    credits.values().forEach(credit -> credit.set(CREDIT));
    return taken;
  }

  /** A switch is no longer connected. */
  void forget(DatapathId device) {
    packetIns.remove(device);
  }

  private static <K> Map<K, Long> take(Map<K, LongAdder> counters) {
    Map<K, Long> counts = new HashMap<>();
    counters.forEach(
        (key, counter) -> {
          long count = counter.sumThenReset();
          if (count > 0) {
            counts.put(key, count);
          }
        });
    return counts;
  }

  private boolean spendCredit(PartitionId partition) {
    AtomicInteger credit = credits.get(partition);
    if (credit == null) {
      credit = credits.computeIfAbsent(partition, id -> new AtomicInteger(CREDIT));
    }
    return credit.get() > 0 && credit.decrementAndGet() >= 0;
  }

  private final class Timed implements Network {
    private final Network network;
    private final Cluster cluster;
    private final boolean outside;

    Timed(Network network, Cluster cluster, boolean outside) {
      this.network = network;
      this.cluster = cluster;
      this.outside = outside;
    }

    @Override
    public NetworkView view() {
      return network.view();
    }

    @Override
    public CompletableFuture<Void> await(Receipt receipt, Duration deadline) {
      return network.await(receipt, deadline);
    }

    @Override
    public CompletableFuture<Receipt> submit(NetworkCommand command) {
      Optional<PartitionId> partition =
          command instanceof NetworkCommand.ForDevice forDevice
              ? network.view().partitionOf(forDevice.device())
              : Optional.empty();
      if (partition.isEmpty()) {
        return network.submit(command);
      }
      if (outside) {
        commands.computeIfAbsent(partition.get(), id -> new LongAdder()).increment();
      }
      return spendCredit(partition.get())
          ? timed(partition.get(), command)
          : network.submit(command);
    }

    /** The answer is given when the report is written. */
    private CompletableFuture<Receipt> timed(PartitionId partition, NetworkCommand command) {
      Leadership before = cluster.partition(partition).leadership();
      long start = System.nanoTime();
      CompletableFuture<Receipt> answer = new CompletableFuture<>();
      network
          .submit(command)
          .whenComplete(
              (receipt, error) -> {
                if (error != null) {
                  answer.completeExceptionally(error);
                  return;
                }
                long end = System.nanoTime();
                Leadership after = cluster.partition(partition).leadership();
                // A change of leader on the way is no property of either leader.
                if (after.term() == before.term() && receipt.partition().equals(partition)) {
                  after.leader().ifPresent(leader -> reports.add(report(after, start, end)));
                }
                answer.complete(receipt);
              });
      return answer;
    }

    private CommitReport report(Leadership leadership, long start, long end) {
      return new CommitReport(
          requests.incrementAndGet(),
          cluster.local(),
          leadership.partition(),
          leadership.leader().orElseThrow(),
          end / 1e6,
          (end - start) / 1e6);
    }
  }

  private record Counted(StateMachine machine, LongAdder counter) implements StateMachine {
    @Override
    public byte[] apply(long index, long term, long timeMillis, byte[] update) {
      counter.increment();
      return machine.apply(index, term, timeMillis, update);
    }

    @Override
    public void snapshot(OutputStream out) throws IOException {
      machine.snapshot(out);
    }

    @Override
    public void restore(InputStream in) throws IOException {
      machine.restore(in);
    }
  }
}
