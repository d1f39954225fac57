package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.cluster.impl.RaftMemberContext;
import io.atomix.protocols.raft.partition.impl.RaftServerCommunicator;
import io.atomix.protocols.raft.protocol.AppendRequest;
import io.atomix.protocols.raft.protocol.AppendResponse;
import io.atomix.protocols.raft.protocol.CommandRequest;
import io.atomix.protocols.raft.protocol.CommandResponse;
import io.atomix.protocols.raft.protocol.KeepAliveRequest;
import io.atomix.protocols.raft.protocol.KeepAliveResponse;
import io.atomix.protocols.raft.protocol.OpenSessionRequest;
import io.atomix.protocols.raft.protocol.OpenSessionResponse;
import io.atomix.protocols.raft.protocol.RaftResponse;
import io.atomix.protocols.raft.protocol.VoteRequest;
import io.atomix.protocols.raft.protocol.VoteResponse;
import io.atomix.protocols.raft.storage.log.RaftLogWriter;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.PartitionId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The engine's messages of one partition, with what the engine leaves out: votes are guarded,
 * requests for a leader wait in the gate, an old first append cannot wipe a log, and a follower
 * that lost its disk gets the snapshot again. Handlers run on network threads and hand over to the
 * Raft thread.
 */
final class PartitionProtocol extends RaftServerCommunicator {
  private final VoteGuard guard;
  private final MemberId local;
  private final Set<Cure> cures;
  private final Map<String, MemberId> known = new ConcurrentHashMap<>();
  private volatile RaftReplica replica;
  private volatile Gate gate;
  private volatile Function<CommandRequest, CompletableFuture<CommandResponse>> commands;
  private volatile Function<OpenSessionRequest, CompletableFuture<OpenSessionResponse>> opens;
  private volatile Function<KeepAliveRequest, CompletableFuture<KeepAliveResponse>> keepAlives;

  PartitionProtocol(
      PartitionId partition,
      MemberId local,
      VoteGuard guard,
      Set<Cure> cures,
      Serializer serializer,
      ReplicaMessaging messaging) {
    super(partition.name(), serializer, messaging);
    this.guard = guard;
    this.local = local;
    this.cures = cures;
  }

  /** Completes the construction; no request arrives before. */
  void bind(RaftReplica newReplica, Gate newGate) {
    replica = newReplica;
    gate = newGate;
  }

  /** Sends a command of a local lane; waits at the gate if it must. */
  CompletableFuture<CommandResponse> submit(CommandRequest request) {
    return commands.apply(request);
  }

  CompletableFuture<OpenSessionResponse> submit(OpenSessionRequest request) {
    return opens.apply(request);
  }

  CompletableFuture<KeepAliveResponse> submit(KeepAliveRequest request) {
    return keepAlives.apply(request);
  }

  @Override
  public void registerCommandHandler(
      Function<CommandRequest, CompletableFuture<CommandResponse>> handler) {
    commands = request -> gate.pass(() -> handler.apply(request));
    super.registerCommandHandler(commands);
  }

  @Override
  public void registerOpenSessionHandler(
      Function<OpenSessionRequest, CompletableFuture<OpenSessionResponse>> handler) {
    opens = request -> gate.pass(() -> handler.apply(request));
    super.registerOpenSessionHandler(opens);
  }

  @Override
  public void registerKeepAliveHandler(
      Function<KeepAliveRequest, CompletableFuture<KeepAliveResponse>> handler) {
    keepAlives = request -> gate.pass(() -> handler.apply(request));
    super.registerKeepAliveHandler(keepAlives);
  }

  @Override
  public CompletableFuture<VoteResponse> vote(MemberId to, VoteRequest request) {
    if (cures.contains(Cure.VOTE_GUARD) && !guard.claim(request.term(), local.id())) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("voted for another candidate in term " + request.term()));
    }
    return super.vote(to, request);
  }

  @Override
  public void registerVoteHandler(Function<VoteRequest, CompletableFuture<VoteResponse>> handler) {
    super.registerVoteHandler(
        request -> {
          CompletableFuture<VoteResponse> answer = handler.apply(withKnownCandidate(request));
          if (!cures.contains(Cure.VOTE_GUARD)) {
            return answer;
          }
          return answer.thenApplyAsync(
              response -> guarded(request, response), replica.getThreadContext());
        });
  }

  private VoteResponse guarded(VoteRequest request, VoteResponse response) {
    boolean yes = response.status() == RaftResponse.Status.OK && response.voted();
    if (!yes || guard.claim(request.term(), request.candidate().id())) {
      return response;
    }
    return VoteResponse.builder()
        .withStatus(RaftResponse.Status.OK)
        .withTerm(response.term())
        .withVoted(false)
        .build();
  }

  /** The engine compares candidates by identity, so that a repeated request needs the same one. */
  private VoteRequest withKnownCandidate(VoteRequest request) {
    return VoteRequest.builder()
        .withTerm(request.term())
        .withCandidate(known.computeIfAbsent(request.candidate().id(), id -> request.candidate()))
        .withLastLogIndex(request.lastLogIndex())
        .withLastLogTerm(request.lastLogTerm())
        .build();
  }

  @Override
  public CompletableFuture<AppendResponse> append(MemberId to, AppendRequest request) {
    CompletableFuture<AppendResponse> answer = super.append(to, request);
    if (!cures.contains(Cure.LOST_SNAPSHOT)) {
      return answer;
    }
    return answer.thenCompose(
        response ->
            response.status() != RaftResponse.Status.OK || response.succeeded()
                ? CompletableFuture.completedFuture(response)
                : CompletableFuture.supplyAsync(
                    () -> withoutLostSnapshot(to, response), replica.getThreadContext()));
  }

  /**
   * A leader remembers to whom it has sent its snapshot. A follower whose log ends before it has
   * lost it, and must get it again before it gets entries.
   */
  private AppendResponse withoutLostSnapshot(MemberId to, AppendResponse response) {
    RaftMemberContext state = replica.getCluster().getMemberState(to);
    if (state != null && response.lastLogIndex() < state.getSnapshotIndex()) {
      state.setSnapshotIndex(0);
    }
    return response;
  }

  @Override
  public void registerAppendHandler(
      Function<AppendRequest, CompletableFuture<AppendResponse>> handler) {
    super.registerAppendHandler(
        request -> {
          if (request.prevLogTerm() != 0 || !cures.contains(Cure.STALE_APPEND)) {
            return handler.apply(request);
          }
          if (request.entries().isEmpty()) {
            replica.heardOfCommit(request.commitIndex());
            return handler.apply(withoutCommit(request));
          }
          return CompletableFuture.supplyAsync(
                  () -> wouldLoseCommitted(request), replica.getThreadContext())
              .thenCompose(
                  stale ->
                      stale
                          ? CompletableFuture.completedFuture(refusal())
                          : handler.apply(request));
        });
  }

  /**
   * An append that follows no entry and carries none says nothing about what our log holds; the
   * engine would commit entries of an old leader that the cluster never agreed on.
   */
  private static AppendRequest withoutCommit(AppendRequest request) {
    return AppendRequest.builder()
        .withTerm(request.term())
        .withLeader(request.leader())
        .withPrevLogIndex(request.prevLogIndex())
        .withPrevLogTerm(0)
        .withEntries(request.entries())
        .withCommitIndex(0)
        .build();
  }

  /**
   * An append that follows no entry makes the engine start the log anew at its place. One that was
   * delayed or doubled on its way must not do so to entries that are committed.
   */
  private boolean wouldLoseCommitted(AppendRequest request) {
    RaftLogWriter log = replica.getLogWriter();
    return log.getLastIndex() > request.prevLogIndex()
        && replica.getCommitIndex() > request.prevLogIndex();
  }

  private AppendResponse refusal() {
    return AppendResponse.builder()
        .withStatus(RaftResponse.Status.OK)
        .withTerm(replica.getTerm())
        .withSucceeded(false)
        .withLastLogIndex(replica.getLogWriter().getLastIndex())
        .build();
  }
}
