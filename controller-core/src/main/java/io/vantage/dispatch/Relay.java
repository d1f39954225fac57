package io.vantage.dispatch;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.dispatch.Backlog.IfElsewhere;
import io.vantage.dispatch.Backlog.Waiting;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.PacketIn;
import io.vantage.network.NetworkView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Gets packets to the replica that leads their switch: at once if that is this one, else by one
 * message, else after a wait of at most {@link #HOLD} for a leader. Any thread; nothing blocks.
 */
final class Relay {
  static final Duration HOLD = Duration.ofSeconds(3);

  private static final String SUBJECT = "dispatch";
  private static final int MAX_WAITING = 4096;
  private static final int MAX_IN_FLIGHT = 4096;
  private static final byte[] TAKEN = {1};
  private static final byte[] REFUSED = {0};

  private final Cluster cluster;
  private final NetworkView view;
  private final Map<DatapathId, SwitchHandle> switches;
  private final BiConsumer<PacketIn, SwitchHandle> apps;
  private final Counters counters;
  private final Backlog backlog = new Backlog(MAX_WAITING);
  private final UndecidedPorts undecided;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * @param switches all that this replica has mastered, kept up to date by the owner of the map
   * @param apps takes a packet-in on the event loop of its switch
   */
  Relay(
      Cluster cluster,
      NetworkView view,
      Edges edges,
      Map<DatapathId, SwitchHandle> switches,
      BiConsumer<PacketIn, SwitchHandle> apps,
      Counters counters) {
    this.cluster = cluster;
    this.view = view;
    this.undecided = new UndecidedPorts(edges, this::take, counters);
    this.switches = switches;
    this.apps = apps;
    this.counters = counters;
  }

  void start() {
    cluster.messaging().handle(SUBJECT, this::received);
    cluster.partitions().values().forEach(log -> log.onLeadership(leadership -> retry()));
  }

  /** The log of a switch's partition, once the switch has been assigned. */
  Optional<PartitionLog> logOf(DatapathId device) {
    return view.partitionOf(device).map(this::log);
  }

  private PartitionLog log(PartitionId id) {
    return cluster.partition(id);
  }

  void take(Parcel parcel, IfElsewhere ifElsewhere) {
    settle(new Waiting(parcel, System.nanoTime() + HOLD.toNanos(), ifElsewhere));
  }

  /** Takes a frame for many that came in by a port which may turn out to be a link's. */
  void takeWhenDecided(PacketIn packet) {
    undecided.hold(new Parcel.Arrival(packet));
  }

  /** Tries again to place what waits; gives up what has waited too long. */
  void retry() {
    undecided.retry();
    long now = System.nanoTime();
    for (Waiting waiting : backlog.drain()) {
      if (now - waiting.deadlineNanos() >= 0) {
        counters.dropped.increment();
      } else if (!place(waiting)) {
        keep(waiting);
      }
    }
  }

  /** Sends a frame out of the edge ports of all switches, wherever they are led. */
  void broadcast(byte[] frame, ConnectPoint except) {
    counters.broadcasts.increment();
    emitAtEdges(frame, except);
    byte[] message = Parcel.encodeBroadcast(frame, except);
    for (Replica member : cluster.members()) {
      if (!member.id().equals(cluster.local())) {
        request(member.id(), message, HOLD)
            .whenComplete((answer, error) -> countLost(error != null));
      }
    }
  }

  private void settle(Waiting waiting) {
    if (!place(waiting)) {
      counters.held.increment();
      keep(waiting);
    }
  }

  private void keep(Waiting waiting) {
    switch (backlog.add(waiting)) {
      case YES -> {}
      case TWIN_WAITS -> counters.duplicates.increment();
      case FULL -> counters.dropped.increment();
    }
  }

  /** Returns false if the parcel has to wait for a leader. */
  private boolean place(Waiting waiting) {
    Parcel parcel = waiting.parcel();
    SwitchHandle handle = switches.get(parcel.device());
    if (handle != null && handle.acts()) {
      handOver(parcel, handle);
      return true;
    }
    Optional<ReplicaId> leader = logOf(parcel.device()).flatMap(log -> log.leadership().leader());
    if (leader.isEmpty() || leader.get().equals(cluster.local())) {
      return false;
    }
    switch (waiting.ifElsewhere()) {
      case CARRY -> carry(waiting, leader.get());
      case LEAVE -> counters.duplicates.increment();
      case DROP -> counters.dropped.increment();
    }
    return true;
  }

  private void handOver(Parcel parcel, SwitchHandle handle) {
    if (parcel instanceof Parcel.Arrival arrival) {
      try {
        handle.channel().eventLoop().execute(() -> apps.accept(arrival.packet(), handle));
      } catch (RejectedExecutionException e) {
        counters.dropped.increment();
      }
    } else if (parcel instanceof Parcel.Departure departure) {
      List<Action> output = List.of(new Action.Output(departure.place().port()));
      countLost(!handle.packetOut(departure.frame(), output));
    }
  }

  private void carry(Waiting waiting, ReplicaId leader) {
    Duration left = Duration.ofNanos(Math.max(1, waiting.deadlineNanos() - System.nanoTime()));
    counters.forwarded.increment();
    request(leader, waiting.parcel().encode(), left)
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                if (answer.length == 0 || answer[0] != TAKEN[0]) {
                  keep(waiting);
                }
              } else if (mayHaveArrived(error)) {
                counters.dropped.increment();
              } else {
                keep(waiting);
              }
            });
  }

  private static boolean mayHaveArrived(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof TimeoutException || cause instanceof NoRoomException;
  }

  private CompletableFuture<byte[]> request(ReplicaId to, byte[] message, Duration deadline) {
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(new NoRoomException());
    }
    return cluster
        .messaging()
        .request(to, SUBJECT, message, deadline)
        .whenComplete((answer, error) -> inFlight.decrementAndGet());
  }

  private CompletableFuture<byte[]> received(ReplicaId from, byte[] message) {
    boolean taken =
        Parcel.decode(message)
            .map(
                decoded -> {
                  if (decoded instanceof Parcel.ToAll all) {
                    emitAtEdges(all.frame(), all.except());
                    return true;
                  }
                  return receivedOne(((Parcel.ToOne) decoded).parcel());
                })
            .orElse(false);
    return CompletableFuture.completedFuture(taken ? TAKEN : REFUSED);
  }

  private boolean receivedOne(Parcel parcel) {
    boolean ours =
        logOf(parcel.device()).filter(log -> log.leadership().isLedBy(cluster.local())).isPresent();
    if (ours) {
      take(parcel, IfElsewhere.DROP);
    }
    return ours;
  }

  private void emitAtEdges(byte[] frame, ConnectPoint except) {
    for (SwitchHandle handle : switches.values()) {
      if (handle.acts()) {
        countLost(!handle.emitAtEdge(frame, except));
        handle.undecided(except).forEach(port -> undecided.hold(new Parcel.Departure(port, frame)));
      }
    }
  }

  private void countLost(boolean lost) {
    if (lost) {
      counters.dropped.increment();
    }
  }

  /** Too many messages to other replicas are under way. */
  private static final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoomException() {
      super("too many messages under way", null, false, false);
    }
  }
}
