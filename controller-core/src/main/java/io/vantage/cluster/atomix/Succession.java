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
 * partition to partition and spreads leadership. One who has given its vote to another waits as the
 * engine does, and who still has much to apply leaves the first round to the others, since it could
 * not serve at once. If candidacies failed there is another round, with turns twice as long; after
 * the election timeout the engine goes on alone. Raft thread only.
 */
final class Succession {
  private static final long MUCH = 256;

  private final RaftReplica replica;
  private final MemberId self;
  private final ReplicaId local;
  private final List<ReplicaId> members;
  private final Duration turn;
  private final Duration election;
  private final int shift;

  Succession(ClusterSettings settings, RaftReplica replica) {
    this.replica = replica;
    this.local = settings.local();
    this.self = StaticMembership.idOf(local);
    this.members = settings.members().stream().map(Replica::id).sorted().toList();
    this.turn = settings.timing().heartbeat().multipliedBy(2);
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
      new Vacancy(last, rank, survivors.size()).round(turn, Duration.ZERO);
    }
  }

  /** The time without a leader after one has gone. */
  private final class Vacancy {
    private final Leadership last;
    private final int rank;
    private final int survivors;

    Vacancy(Leadership last, int rank, int survivors) {
      this.last = last;
      this.rank = rank;
      this.survivors = survivors;
    }

    /**
     * @param slot length of a turn in this round
     * @param begin when the round begins, since the leader was lost
     */
    void round(Duration slot, Duration begin) {
      if (isOver() || begin.compareTo(election) >= 0) {
        return;
      }
      ThreadContext thread = replica.getThreadContext();
      Duration all = slot.multipliedBy(survivors);
      if (!begin.isZero() || replica.backlog() < MUCH) {
        thread.schedule(slot.multipliedBy(rank), this::stand);
      }
      thread.schedule(all, () -> round(slot.multipliedBy(2), begin.plus(all)));
    }

    private void stand() {
      if (isOver()) {
        return;
      }
      if (replica.getRole() == RaftServer.Role.CANDIDATE) {
        replica.transition(RaftServer.Role.FOLLOWER);
      }
      if (replica.getRole() == RaftServer.Role.FOLLOWER) {
        replica.transition(RaftServer.Role.CANDIDATE);
      }
    }

    private boolean isOver() {
      MemberId vote = replica.getLastVotedFor();
      boolean votedForAnother =
          replica.getTerm() > last.term() && vote != null && !vote.equals(self);
      Leadership now = replica.leadership();
      return replica.isClosed()
          || votedForAnother
          || (now.leader().isPresent() && !now.leader().equals(last.leader()));
    }
  }
}
