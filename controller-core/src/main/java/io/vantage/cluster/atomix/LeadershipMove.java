package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.cluster.impl.RaftMemberContext;
import io.atomix.protocols.raft.roles.RaftRole;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import io.vantage.cluster.TransferOutcome.Aborted;
import io.vantage.cluster.TransferOutcome.AlreadyThere;
import io.vantage.cluster.TransferOutcome.Moved;
import io.vantage.cluster.TransferOutcome.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * One transfer of leadership, at the old leader. Requests wait while the target catches up and
 * stands for election; the old leader does not step down by itself, so that giving up only means to
 * let them go on. Raft thread only.
 */
final class LeadershipMove {
  private static final Duration STEP = Duration.ofMillis(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final long LARGEST_LAG = 5000;

  private final RaftReplica replica;
  private final Gate gate;
  private final ReplicaId local;
  private final ReplicaId target;
  private final Duration limit;
  private final LongFunction<CompletableFuture<Boolean>> election;
  private final CompletableFuture<TransferOutcome> outcome = new CompletableFuture<>();
  private RaftMemberContext member;
  private RaftRole role;
  private long term;
  private long requested;
  private long begin;
  private boolean asked;

  /**
   * @param election asks the target to stand for election in the term after the given one;
   *     completes with whether it did
   */
  LeadershipMove(
      RaftReplica replica,
      Gate gate,
      ReplicaId local,
      ReplicaId target,
      Duration limit,
      LongFunction<CompletableFuture<Boolean>> election) {
    this.replica = replica;
    this.gate = gate;
    this.local = local;
    this.target = target;
    this.limit = limit;
    this.election = election;
  }

  /** Any thread; call once. */
  CompletableFuture<TransferOutcome> start() {
    replica.getThreadContext().execute(this::begin);
    return outcome;
  }

  private void begin() {
    requested = System.nanoTime();
    term = replica.getTerm();
    role = replica.getRaftRole();
    if (role.role() != RaftServer.Role.LEADER || !replica.isSettled()) {
      outcome.complete(abort(Reason.NO_LEADER, local + " does not lead or has not settled"));
      return;
    }
    if (target.equals(local)) {
      outcome.complete(new AlreadyThere(replica.partition(), local, term));
      return;
    }
    if (replica.isHeld()) {
      outcome.complete(abort(Reason.TRANSFER_IN_PROGRESS, "another transfer is under way"));
      return;
    }
    member = replica.getCluster().getMemberState(MemberId.from(target.name()));
    if (member == null) {
      outcome.complete(abort(Reason.UNKNOWN_TARGET, target + " is not a member"));
      return;
    }
    await();
  }

  /**
   * Waits a while, without holding anybody up, for a target that has just missed a request or lags;
   * one that is dead must not cost a pause.
   */
  private void await() {
    boolean patient = System.nanoTime() - requested < limit.toNanos() / 3;
    if (replica.getRaftRole() != role || replica.isHeld()) {
      outcome.complete(abort(Reason.TRANSFER_IN_PROGRESS, "another leader or transfer came first"));
    } else if (member.getFailureCount() == 0
        && (member.getMatchIndex() == 0 || lag() <= LARGEST_LAG)) {
      begin = System.nanoTime();
      replica.hold(true);
      step();
    } else if (patient) {
      replica.getThreadContext().schedule(LOOK_AGAIN, this::await);
    } else if (member.getFailureCount() > 0) {
      outcome.complete(abort(Reason.TARGET_UNREACHABLE, target + " does not answer"));
    } else {
      outcome.complete(abort(Reason.TARGET_LAGS, target + " is " + lag() + " entries behind"));
    }
  }

  private long lag() {
    return replica.getLogWriter().getLastIndex() - member.getMatchIndex();
  }

  /**
   * Whether no request is between the gate and its answer. One that is could still be appended, and
   * the target would stand for election with a log that lacks it. Not waited for for ever, since an
   * answer can get lost.
   */
  private boolean isQuiet() {
    return gate.inside() == 0 || System.nanoTime() - begin > limit.toNanos() / 2;
  }

  private boolean committedAll() {
    return replica.getCommitIndex() >= replica.getLogWriter().getLastIndex();
  }

  private void step() {
    if (outcome.isDone()) {
      return;
    }
    Leadership now = replica.leadership();
    if (now.term() > term && now.leader().isPresent()) {
      ReplicaId leader = now.leader().get();
      finish(
          leader.equals(target)
              ? new Moved(replica.partition(), local, target, now.term(), System.nanoTime() - begin)
              : abort(Reason.OTHER_LEADER, leader + " was elected"));
    } else if (System.nanoTime() - begin > limit.toNanos()) {
      finish(late());
    } else if (replica.isClosed() || (!asked && replica.getRaftRole() != role)) {
      finish(abort(Reason.OTHER_LEADER, local + " lost the leadership meanwhile"));
    } else {
      if (!asked && isQuiet() && lag() <= 0 && committedAll()) {
        ask();
      }
      replica.getThreadContext().schedule(STEP, this::step);
    }
  }

  private TransferOutcome late() {
    if (asked) {
      return abort(Reason.TIMEOUT, "no new leader within " + limit.toMillis() + " ms");
    }
    return member.getFailureCount() > 0 || member.getMatchIndex() == 0
        ? abort(Reason.TARGET_UNREACHABLE, target + " does not answer")
        : abort(Reason.TARGET_LAGS, target + " is " + lag() + " entries behind");
  }

  private void ask() {
    asked = true;
    election
        .apply(term)
        .whenCompleteAsync(
            (stands, error) -> {
              if (outcome.isDone() || replica.getTerm() > term) {
                return;
              }
              if (error != null) {
                finish(abort(Reason.TARGET_UNREACHABLE, target + ": " + error.getMessage()));
              } else if (!stands) {
                finish(abort(Reason.TARGET_REFUSED, target + " is not a follower of this term"));
              }
            },
            replica.getThreadContext());
  }

  private void finish(TransferOutcome end) {
    replica.hold(false);
    gate.release();
    outcome.complete(end);
  }

  private TransferOutcome abort(Reason reason, String detail) {
    return new Aborted(replica.partition(), reason, detail);
  }
}
