package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.RaftServer;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.time.Duration;
import java.util.List;

/**
 * Replaces a leader whose process has ended without waiting for the election timeout. An early
 * candidacy is as safe as a late one (Raft, section 5.2): it wins only with a majority and an
 * up-to-date log. So that votes are not split, the survivors stand a heartbeat after each other, in
 * an order that differs from partition to partition and spreads leadership.
 */
final class Succession {
  private final RaftReplica replica;
  private final ReplicaId local;
  private final List<ReplicaId> members;
  private final Duration heartbeat;
  private final int shift;

  Succession(ClusterSettings settings, RaftReplica replica) {
    this.replica = replica;
    this.local = settings.local();
    this.members = settings.members().stream().map(Replica::id).sorted().toList();
    this.heartbeat = settings.timing().heartbeat();
    this.shift = settings.partitions().indexOf(replica.partition());
  }

  void listen(ReplicaMessaging messaging) {
    messaging.onEnded(gone -> replica.getThreadContext().execute(() -> ended(gone)));
  }

  private void ended(ReplicaId gone) {
    Leadership last = replica.leadership();
    if (last.isLedBy(gone)) {
      replica.getThreadContext().schedule(turn(gone), () -> succeed(last.term()));
    }
  }

  private Duration turn(ReplicaId gone) {
    List<ReplicaId> survivors = members.stream().filter(id -> !id.equals(gone)).toList();
    int rank = Math.floorMod(survivors.indexOf(local) - shift, survivors.size());
    return heartbeat.multipliedBy(rank);
  }

  private void succeed(long term) {
    if (replica.mayStandAfter(term)) {
      replica.transition(RaftServer.Role.CANDIDATE);
    }
  }
}
