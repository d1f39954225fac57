package io.vantage.seer.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * One replica's term as the leader of a partition: appends, replicates in batches with a bounded
 * number in flight per follower, commits by majority, and hands over when it is told to.
 *
 * <p>Handover: hold what comes in, wait until the target has everything and everything is
 * committed, ask the target to stand for election; if that comes to nothing in time, go on.
 */
final class Leadership {
  private static final int NOBODY = RaftMember.NOBODY;
  private static final long[] NOTHING = {};

  private final World world;
  private final ReplicaNode node;
  private final RaftMember member;
  private final int term;
  private final int[] next;
  private final int[] stored;
  private final int[] inFlight;
  private final long[] sentAt;
  private final int[] scratch;
  private final Deque<Integer> held = new ArrayDeque<>();
  private int opening;
  private boolean serving;
  private int target = NOBODY;
  private boolean asked;
  private int transfers;

  Leadership(World world, ReplicaNode node, RaftMember member) {
    this.world = world;
    this.node = node;
    this.member = member;
    this.term = member.term();
    int replicas = world.geography.replicas().size();
    next = new int[replicas];
    Arrays.fill(next, member.log().last() + 1);
    stored = new int[replicas];
    inFlight = new int[replicas];
    sentAt = new long[replicas];
    scratch = new int[replicas];
  }

  /** Leads from the start of a run, with nothing left to agree on. */
  void beginServing() {
    serving = true;
    Arrays.fill(stored, member.log().last());
    world.timeline.after(heartbeat(), this::beat);
  }

  /** Opens a term with an entry of its own; serves when that is committed. */
  void openTerm() {
    opening = append(RaftLog.NO_REQUEST);
    world.timeline.after(heartbeat(), this::beat);
  }

  /** Ends; answers the requests that were held. */
  Deque<Integer> retire() {
    return held;
  }

  void propose(int request) {
    if (!serving || target != NOBODY) {
      held.addLast(request);
    } else {
      append(request);
    }
  }

  private int append(int request) {
    int index = member.log().append(RaftLog.entry(term, request));
    node.disk()
        .write(
            () -> {
              if (member.leads(term)) {
                stored[node.id()] = Math.max(stored[node.id()], index);
                advance();
              }
            });
    for (int follower = 0; follower < next.length; follower++) {
      replicate(follower);
    }
    return index;
  }

  private void replicate(int follower) {
    SimulationSettings.Raft raft = world.settings.raft();
    RaftLog log = member.log();
    if (follower == node.id()
        || inFlight[follower] >= raft.maxInFlight()
        || next[follower] > log.last()) {
      return;
    }
    long[] entries = log.from(next[follower], raft.maxBatch());
    int previous = next[follower] - 1;
    next[follower] += entries.length;
    inFlight[follower]++;
    ship(follower, previous, entries);
  }

  private void ship(int follower, int previous, long[] entries) {
    sentAt[follower] = world.timeline.now();
    RaftMember.Append message =
        new RaftMember.Append(
            term, node.id(), previous, member.log().termAt(previous), entries, member.committed());
    SimulationSettings.Work work = world.settings.work();
    double perEntries = work.entry() * entries.length;
    node.execute(
        work.append() + perEntries,
        () -> member.send(follower, work.store() + perEntries, other -> other.onAppend(message)));
  }

  /** A follower has answered an append of this term. */
  void onAppended(int follower, boolean heartbeat, boolean ok, int index) {
    if (heartbeat) {
      return;
    }
    inFlight[follower]--;
    if (ok) {
      stored[follower] = Math.max(stored[follower], index);
      advance();
    } else {
      next[follower] = Math.min(next[follower], index + 1);
    }
    if (member.leads(term)) {
      replicate(follower);
      electWhenReady();
    }
  }

  private void advance() {
    System.arraycopy(stored, 0, scratch, 0, stored.length);
    Arrays.sort(scratch);
    int majority = scratch[(scratch.length - 1) / 2];
    if (majority <= member.committed() || member.log().termAt(majority) != term) {
      return;
    }
    int first = member.committed() + 1;
    member.commitTo(majority);
    for (int index = first; index <= majority; index++) {
      long entry = member.log().at(index);
      world.ledger.committed(member.partition(), index, entry);
      if (RaftLog.requestOf(entry) != RaftLog.NO_REQUEST) {
        node.committed(RaftLog.requestOf(entry));
      }
    }
    if (!serving && majority >= opening) {
      serving = true;
      node.serves(member.partition(), term);
      release();
    }
    electWhenReady();
  }

  private void release() {
    while (!held.isEmpty()) {
      append(held.removeFirst());
    }
  }

  private void beat() {
    if (!member.leads(term)) {
      return;
    }
    long due = world.timeline.now() - heartbeat();
    for (int follower = 0; follower < next.length; follower++) {
      if (follower != node.id() && sentAt[follower] <= due) {
        ship(follower, stored[follower], NOTHING);
      }
    }
    world.timeline.after(heartbeat(), this::beat);
  }

  private long heartbeat() {
    return Nanos.of(world.settings.raft().heartbeatMillis());
  }

  /** Begins to hand over; false if that cannot be done now. */
  boolean transfer(int to) {
    if (!serving || target != NOBODY || to == node.id()) {
      return false;
    }
    target = to;
    asked = false;
    int number = ++transfers;
    world.ledger.holds(member.partition());
    world.timeline.after(
        Nanos.of(world.settings.raft().transferMillis()),
        () -> {
          if (member.leads(term) && number == transfers) {
            giveUp();
          }
        });
    electWhenReady();
    return true;
  }

  private void electWhenReady() {
    int last = member.log().last();
    if (target != NOBODY && !asked && stored[target] == last && member.committed() == last) {
      asked = true;
      member.send(target, world.settings.work().vote(), other -> other.onElect(term));
    }
  }

  private void giveUp() {
    target = NOBODY;
    world.ledger.serves(member.partition(), false);
    node.tellElector(elector -> elector.failed(member.partition()));
    release();
  }
}
