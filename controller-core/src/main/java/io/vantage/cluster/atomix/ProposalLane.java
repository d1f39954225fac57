package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.primitive.operation.PrimitiveOperation;
import io.atomix.primitive.service.ServiceConfig;
import io.atomix.protocols.raft.RaftError;
import io.atomix.protocols.raft.ReadConsistency;
import io.atomix.protocols.raft.protocol.CommandRequest;
import io.atomix.protocols.raft.protocol.CommandResponse;
import io.atomix.protocols.raft.protocol.OpenSessionRequest;
import io.atomix.protocols.raft.protocol.OpenSessionResponse;
import io.atomix.protocols.raft.protocol.RaftResponse;
import io.vantage.cluster.Committed;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.UpdateFailedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of proposals into the log. Has one batch under way at a time, because the engine
 * stalls when a session has several; what is proposed meanwhile makes up the next batch. A batch is
 * sent again until it is answered, under the same number, which keeps it from being applied twice.
 *
 * <p>Partition thread only, except {@link #offer}.
 */
final class ProposalLane {
  private static final Logger LOG = LoggerFactory.getLogger(ProposalLane.class);
  private static final long SHORTEST_PAUSE_NANOS = 5_000_000;
  private static final long LONGEST_PAUSE_NANOS = 100_000_000;
  private static final int STRANGE_ANSWERS = 3;

  /** What a lane needs of its partition. */
  interface Surroundings {
    PartitionProtocol protocol();

    /** Runs a task on the partition thread, unless the partition is closed. */
    void execute(Runnable task);

    /** Whether what was sent still waits at our own gate, so that sending it again is of no use. */
    boolean holds();

    /** Makes sure that {@link #tick} is called soon. */
    void wakeLater();
  }

  private record Proposal(byte[] update, long deadlineNanos, CompletableFuture<Committed> future) {}

  /** A batch on its way. */
  private static final class Flight {
    final Batch batch;
    final List<Proposal> proposals;
    CommandRequest request;
    int attempt;
    long sentNanos;
    long againNanos;
    long pauseNanos = SHORTEST_PAUSE_NANOS;
    int strange;

    Flight(Batch batch, List<Proposal> proposals) {
      this.batch = batch;
      this.proposals = proposals;
    }
  }

  private final String name;
  private final PartitionId partition;
  private final MemberId member;
  private final ClusterSettings.Timing timing;
  private final ClusterSettings.Limits limits;
  private final Surroundings surroundings;
  private final Queue<Proposal> arriving = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean pumping = new AtomicBoolean();
  private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
  private final LongAdder resent = new LongAdder();
  private long incarnation;
  private long batchSequence;
  private long session;
  private long sessionSequence;
  private long acknowledged;
  private boolean opening;
  private long openAgainNanos;
  private Flight flight;

  ProposalLane(
      String name,
      PartitionId partition,
      MemberId member,
      long incarnation,
      ClusterSettings settings,
      Surroundings surroundings) {
    this.name = name;
    this.partition = partition;
    this.member = member;
    this.incarnation = incarnation;
    this.timing = settings.timing();
    this.limits = settings.limits();
    this.surroundings = surroundings;
  }

  /** Takes an update; its future completes on the partition thread. Any thread. */
  void offer(byte[] update, CompletableFuture<Committed> future) {
    arriving.add(new Proposal(update, System.nanoTime() + timing.proposal().toNanos(), future));
    if (pumping.compareAndSet(false, true)) {
      surroundings.execute(this::pump);
    }
  }

  /** Opens the session ahead of the first proposal. */
  void prepare() {
    if (session == 0 && !opening) {
      open();
    }
  }

  private void pump() {
    pumping.set(false);
    for (Proposal next = arriving.poll(); next != null; next = arriving.poll()) {
      waiting.add(next);
    }
    if (flight == null && !waiting.isEmpty()) {
      List<Proposal> taken = takeBatch();
      List<byte[]> updates = taken.stream().map(Proposal::update).toList();
      flight = new Flight(new Batch(name, incarnation, ++batchSequence, updates), taken);
      dispatch();
    }
    if (flight != null || !waiting.isEmpty()) {
      surroundings.wakeLater();
    }
  }

  private List<Proposal> takeBatch() {
    List<Proposal> taken = new ArrayList<>();
    int room = limits.updateBytes();
    while (!waiting.isEmpty() && taken.size() < limits.batchUpdates()) {
      int bytes = waiting.peek().update.length + Batch.PER_UPDATE;
      if (!taken.isEmpty() && bytes > room) {
        break;
      }
      room -= bytes;
      taken.add(waiting.poll());
    }
    return taken;
  }

  /** Sends the batch under way as the next command of the session, or opens one first. */
  private void dispatch() {
    if (session == 0) {
      prepare();
      return;
    }
    if (flight.request == null) {
      flight.request =
          CommandRequest.builder()
              .withSession(session)
              .withSequence(++sessionSequence)
              .withOperation(
                  PrimitiveOperation.operation(ReplicatedService.BATCH, flight.batch.encode()))
              .build();
    }
    Flight sent = flight;
    CommandRequest request = sent.request;
    int attempt = ++sent.attempt;
    if (attempt > 1) {
      resent.increment();
    }
    sent.sentNanos = System.nanoTime();
    sent.againNanos = sent.sentNanos + timing.command().toNanos();
    surroundings
        .protocol()
        .submit(request)
        .whenComplete(
            (response, error) ->
                surroundings.execute(() -> answered(sent, request, attempt, response, error)));
  }

  private void answered(
      Flight sent, CommandRequest request, int attempt, CommandResponse response, Throwable error) {
    if (sent != flight) {
      return;
    }
    boolean current = sent.request == request;
    if (error == null && response.status() == RaftResponse.Status.OK) {
      if (current) {
        acknowledged = request.sequenceNumber();
      } else {
        // Whether the new session got the batch as well is unknown, and so is its next number.
        loseSession();
      }
      complete(Batch.Answer.decode(response.result()));
    } else if (current && attempt == sent.attempt) {
      retry(error == null ? response : null);
    }
  }

  private void retry(CommandResponse response) {
    RaftError.Type type =
        response != null && response.error() != null ? response.error().type() : null;
    boolean lost =
        type == RaftError.Type.UNKNOWN_SESSION
            || type == RaftError.Type.CLOSED_SESSION
            || type == RaftError.Type.UNKNOWN_CLIENT;
    boolean strange = type == RaftError.Type.PROTOCOL_ERROR;
    if (lost || (strange && ++flight.strange >= STRANGE_ANSWERS)) {
      LOG.info("{} lane {}: session {} lost ({})", partition, name, session, type);
      loseSession();
      return;
    }
    flight.againNanos = System.nanoTime() + flight.pauseNanos;
    flight.pauseNanos = Math.min(2 * flight.pauseNanos, LONGEST_PAUSE_NANOS);
  }

  private void loseSession() {
    session = 0;
    sessionSequence = 0;
    acknowledged = 0;
    if (flight != null) {
      flight.request = null;
      flight.strange = 0;
    }
    prepare();
  }

  private void complete(Batch.Answer answer) {
    if (answer instanceof Batch.Answer.Stale stale) {
      // A later start of this replica wrote a larger number, and then its disk was lost.
      incarnation = Math.max(incarnation, stale.incarnation()) + 1;
      resubmit();
      return;
    }
    List<Proposal> proposals = flight.proposals;
    flight = null;
    // Those who wait first: what they propose next makes the following batch fuller.
    if (answer instanceof Batch.Answer.Applied applied) {
      for (int i = 0; i < proposals.size(); i++) {
        complete(proposals.get(i), applied.index(), applied.results().get(i));
      }
    } else {
      proposals.forEach(
          p ->
              p.future.completeExceptionally(
                  new IllegalStateException("a later batch of lane " + name + " came first")));
    }
    pump();
  }

  private void resubmit() {
    flight =
        new Flight(
            new Batch(name, incarnation, batchSequence, flight.batch.updates()), flight.proposals);
    dispatch();
  }

  private void complete(Proposal proposal, long index, Batch.Answer.Result result) {
    if (result.ok()) {
      proposal.future.complete(new Committed(partition, index, result.bytes()));
    } else {
      proposal.future.completeExceptionally(
          new UpdateFailedException(new String(result.bytes(), StandardCharsets.UTF_8)));
    }
  }

  private void open() {
    opening = true;
    openAgainNanos = System.nanoTime() + timing.command().multipliedBy(2).toNanos();
    OpenSessionRequest request =
        OpenSessionRequest.builder()
            .withMemberId(member)
            .withServiceName(ServiceType.NAME)
            .withServiceType(new ServiceType(null))
            .withServiceConfig(ServiceType.SERIALIZER.encode(new ServiceConfig()))
            .withReadConsistency(ReadConsistency.LINEARIZABLE)
            .withMinTimeout(timing.session().toMillis())
            .withMaxTimeout(timing.session().toMillis())
            .build();
    surroundings.wakeLater();
    surroundings
        .protocol()
        .submit(request)
        .whenComplete((response, error) -> surroundings.execute(() -> opened(response, error)));
  }

  private void opened(OpenSessionResponse response, Throwable error) {
    if (session != 0) {
      return;
    }
    if (error != null || response.status() != RaftResponse.Status.OK) {
      openAgainNanos = System.nanoTime() + SHORTEST_PAUSE_NANOS * 4;
      return;
    }
    opening = false;
    session = response.session();
    if (flight != null) {
      dispatch();
    }
  }

  /** A new leader is known, or has settled: what was sent to the old one goes out again. */
  void leadershipChanged() {
    if (flight != null && session != 0) {
      flight.pauseNanos = SHORTEST_PAUSE_NANOS;
      dispatch();
    }
  }

  /**
   * Looks after deadlines and repetitions.
   *
   * @return whether there is anything to look after again
   */
  boolean tick(long now) {
    while (!waiting.isEmpty() && now - waiting.peek().deadlineNanos >= 0) {
      expire(waiting.poll());
    }
    if (flight != null) {
      for (Proposal proposal : flight.proposals) {
        if (now - proposal.deadlineNanos >= 0) {
          expire(proposal);
        }
      }
    }
    if (opening && now - openAgainNanos >= 0) {
      open();
    } else if (isOverdue(now)) {
      dispatch();
    }
    return flight != null || opening || !waiting.isEmpty();
  }

  private boolean isOverdue(long now) {
    return flight != null && session != 0 && now - flight.againNanos >= 0 && !surroundings.holds();
  }

  private void expire(Proposal proposal) {
    if (!proposal.future.isDone()) {
      proposal.future.completeExceptionally(
          new TimeoutException(
              partition + ": no answer within " + timing.proposal().toMillis() + " ms"));
    }
  }

  /** Fails everything that waits. */
  void fail(RuntimeException cause) {
    if (flight != null) {
      flight.proposals.forEach(p -> p.future.completeExceptionally(cause));
      flight = null;
    }
    waiting.forEach(p -> p.future.completeExceptionally(cause));
    waiting.clear();
    for (Proposal next = arriving.poll(); next != null; next = arriving.poll()) {
      next.future.completeExceptionally(cause);
    }
  }

  /** Session of this lane, 0 while it has none. */
  long session() {
    return session;
  }

  /** Sequence up to which the session's answers have arrived. */
  long acknowledged() {
    return acknowledged;
  }

  /** The state machine has forgotten the session. */
  void sessionExpired(long expired) {
    if (session == expired) {
      loseSession();
    }
  }

  /** How often a batch was sent again. Any thread. */
  long resent() {
    return resent.sum();
  }
}
