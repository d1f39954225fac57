package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.cluster.impl.RaftMemberContext;
import io.atomix.protocols.raft.impl.PendingCommand;
import io.atomix.protocols.raft.protocol.KeepAliveRequest;
import io.atomix.protocols.raft.session.RaftSession;
import io.atomix.utils.concurrent.Scheduled;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What the engine forgets to do while a replica leads and when it ceases to. Raft thread only. */
final class LeaderCare {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final RaftReplica replica;
  private final Set<Cure> cures;
  private final LongAdder unstuck = new LongAdder();
  private Scheduled timer;
  private long openIndex;
  private long openSince;

  LeaderCare(RaftReplica replica, Set<Cure> cures) {
    this.replica = replica;
    this.cures = cures;
  }

  void begin() {
    timer = replica.getThreadContext().schedule(PAUSE, PAUSE, this::look);
  }

  void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (cures.contains(Cure.CLOSE_READERS)) {
      for (RaftMemberContext member : replica.getCluster().getRemoteMemberStates()) {
        if (member.getLogReader() != null) {
          member.getLogReader().close();
        }
      }
    }
  }

  /** How often a parked command had to be offered again. Any thread. */
  long unstuck() {
    return unstuck.sum();
  }

  private void look() {
    if (replica.getRole() == RaftServer.Role.LEADER) {
      if (cures.contains(Cure.UNSTICK)) {
        unstick();
      }
      if (cures.contains(Cure.NUDGE)) {
        nudge();
      }
    }
  }

  /**
   * The engine looks for what is committed only when a follower confirms an append that carried
   * entries. If those confirmations are lost, later ones do not count, and the commit has to wait
   * for the next entry; which does not come while requests wait for the first commit of a term.
   */
  private void nudge() {
    long last = replica.getLogWriter().getLastIndex();
    long commit = replica.getCommitIndex();
    if (commit >= last || commit + 1 != openIndex) {
      openIndex = commit + 1;
      openSince = System.nanoTime();
      return;
    }
    if (System.nanoTime() - openSince > replica.getElectionTimeout().toNanos() / 2) {
      openSince = System.nanoTime();
      replica
          .getRaftRole()
          .onKeepAlive(
              KeepAliveRequest.builder()
                  .withSessionIds(new long[0])
                  .withCommandSequences(new long[0])
                  .withEventIndexes(new long[0])
                  .build());
    }
  }

  /**
   * Two threads of the engine set a session's request sequence, and the older value can win. A
   * command that is parked behind the gap this makes is offered again.
   */
  private void unstick() {
    for (RaftSession session : replica.getSessions().getSessions()) {
      if (!session.getCommands().isEmpty()) {
        PendingCommand command = session.getCommand(session.nextRequestSequence());
        if (command != null) {
          unstuck.increment();
          replica.getRaftRole().onCommand(command.request());
        }
      }
    }
  }
}
