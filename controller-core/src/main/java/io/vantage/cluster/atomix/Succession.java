package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.utils.concurrent.ThreadContext;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.time.Duration;
import java.util.List;

/**
 * Replaces a leader whose process has ended without waiting for the election timeout. An early
 * candidacy is as safe as a late one (Raft, section 5.2): it wins only with a majority and an
 * up-to-date log.
 *
 * <p>So that votes are not split, the survivors stand in turn, in an order that differs from
 * partition to partition and spreads leadership. While no leader is found there is another round,
 * with turns twice as long; after the election timeout the engine goes on alone. Raft thread only.
 */
final class Succession {
  private final RaftReplica replica;
  private final MemberId self;
  private final ReplicaId local;
  private final List<ReplicaId> members;
  private final Duration heartbeat;
  private final Duration election;
  private final int shift;

  Succession(ClusterSettings settings, RaftReplica replica) {
    this.replica = replica;
    this.local = settings.local();
    this.self = StaticMembership.idOf(local);
    this.members = settings.members().stream().map(Replica::id).sorted().toList();
    this.heartbeat = settings.timing().heartbeat();
    this.election = settings.timing().election();
    this.shift = settings.partitions().indexOf(replica.partition());
  }

  void listen(ReplicaMessaging messaging) {
    messaging.onEnded(gone -> replica.getThreadContext().execute(() -> ended(gone)));
  }

  private void ended(ReplicaId gone) {
    Leadership last = replica.leadership();
    if (last.isLedBy(gone)) {
      List<ReplicaId> survivors = members.stream().filter(id -> !id.equals(gone)).toList();
      int rank = Math.floorMod(survivors.indexOf(local) - shift, survivors.size());
      new Vacancy(gone, rank, survivors.size()).round(heartbeat, Duration.ZERO, last.term());
    }
  }

  /** The time without a leader after one has gone. */
  private final class Vacancy {
    private final ReplicaId gone;
    private final int rank;
    private final int survivors;

    Vacancy(ReplicaId gone, int rank, int survivors) {
      this.gone = gone;
      this.rank = rank;
      this.survivors = survivors;
    }

    /**
     * @param slot length of a turn in this round
     * @param begin when the round begins, since the leader was lost
     * @param term the newest term when it was planned
     */
    void round(Duration slot, Duration begin, long term) {
      if (begin.compareTo(election) >= 0) {
        return;
      }
      ThreadContext thread = replica.getThreadContext();
      thread.schedule(slot.multipliedBy(rank), () -> stand(term));
      Duration all = slot.multipliedBy(survivors);
      thread.schedule(
          all,
          () -> {
            if (!isOver()) {
              round(slot.multipliedBy(2), begin.plus(all), replica.getTerm());
            }
          });
    }

    private void stand(long term) {
      if (isOver() || hasVotedSince(term)) {
        return;
      }
      if (replica.getRole() == RaftServer.Role.CANDIDATE) {
        replica.transition(RaftServer.Role.FOLLOWER);
      }
      if (replica.getRole() == RaftServer.Role.FOLLOWER) {
        replica.transition(RaftServer.Role.CANDIDATE);
      }
    }

    /** Whether another one has got our vote in this round and deserves its time. */
    private boolean hasVotedSince(long term) {
      MemberId vote = replica.getLastVotedFor();
      return replica.getTerm() > term && vote != null && !vote.equals(self);
    }

    private boolean isOver() {
      Leadership now = replica.leadership();
      return replica.isClosed() || (now.leader().isPresent() && !now.isLedBy(gone));
    }
  }
}
