package io.vantage.seer.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A replica's part in one partition's Raft group: votes, follows, stands for election. While it
 * leads, a {@link Leadership} does the leader's work.
 */
final class RaftMember {
  static final int NOBODY = -1;

  private final World world;
  private final ReplicaNode node;
  private final int partition;
  private final SplittableRandom random;
  private final RaftLog log = new RaftLog();
  private final Deque<Integer> waiting = new ArrayDeque<>();

  private int term = 1;
  private int votedFor = NOBODY;
  private int leader;
  private int committed = 1;
  private boolean candidate;
  private int votes;
  private Leadership leadership; // null unless this replica leads
  private long heardAt;
  private long patience;

  /** Begins in term 1, with a leader whose first entry is committed everywhere. */
  RaftMember(
      World world, ReplicaNode node, int partition, int initialLeader, SplittableRandom random) {
    this.world = world;
    this.node = node;
    this.partition = partition;
    this.leader = initialLeader;
    this.random = random;
    log.append(RaftLog.entry(term, RaftLog.NO_REQUEST));
    if (node.id() == initialLeader) {
      leadership = new Leadership(world, node, this);
      leadership.beginServing();
    }
    watchLeader();
  }

  int partition() {
    return partition;
  }

  int term() {
    return term;
  }

  RaftLog log() {
    return log;
  }

  /** Index of the last entry that is known to be committed. */
  int committed() {
    return committed;
  }

  void commitTo(int index) {
    committed = Math.max(committed, index);
  }

  /** The leader as far as this replica knows, or {@link #NOBODY}. */
  int leader() {
    return leader;
  }

  boolean leads(int inTerm) {
    return leadership != null && term == inTerm;
  }

  /** A request to commit: proposed here, sent on to the leader, or kept until there is one. */
  void accept(int request) {
    if (leadership != null) {
      leadership.propose(request);
    } else if (leader != NOBODY) {
      send(leader, world.settings.work().forward(), member -> member.accept(request));
    } else {
      waiting.addLast(request);
    }
  }

  /** The elector wants another leader. */
  void transfer(int target) {
    if (leadership == null || !leadership.transfer(target)) {
      node.tellElector(elector -> elector.failed(partition));
    }
  }

  // Following.

  void onAppend(Append message) {
    if (message.term() < term) {
      replyAppend(message, false, 0);
      return;
    }
    if (message.term() > term) {
      enterTerm(message.term());
    }
    candidate = false;
    heardAt = world.timeline.now();
    follow(message.leader());
    if (!log.matches(message.previous(), message.previousTerm())) {
      replyAppend(message, false, Math.min(log.last(), message.previous() - 1));
      return;
    }
    log.store(message.previous(), message.entries());
    int last = message.previous() + message.entries().length;
    commitTo(Math.min(message.committed(), last));
    if (message.entries().length == 0) {
      replyAppend(message, true, message.previous());
    } else {
      node.disk().write(() -> replyAppend(message, true, last));
    }
  }

  private void replyAppend(Append message, boolean stored, int index) {
    int replyTerm = term;
    boolean heartbeat = message.entries().length == 0;
    int from = node.id();
    send(
        message.leader(),
        world.settings.work().acknowledge(),
        member -> member.onAppended(replyTerm, message.term(), from, heartbeat, stored, index));
  }

  private void onAppended(
      int replyTerm, int askedIn, int from, boolean heartbeat, boolean stored, int index) {
    if (replyTerm > term) {
      enterTerm(replyTerm);
    } else if (leads(askedIn)) {
      leadership.onAppended(from, heartbeat, stored, index);
    }
  }

  private void follow(int newLeader) {
    if (leader == newLeader) {
      return;
    }
    leader = newLeader;
    for (int i = waiting.size(); i > 0; i--) {
      accept(waiting.removeFirst());
    }
  }

  private void enterTerm(int newTerm) {
    term = newTerm;
    votedFor = NOBODY;
    candidate = false;
    leader = NOBODY;
    if (leadership != null) {
      waiting.addAll(leadership.retire());
      leadership = null;
    }
  }

  // Elections.

  private void watchLeader() {
    double millis = world.settings.raft().electionMillis() * (1 + random.nextDouble());
    patience = Nanos.of(millis);
    world.timeline.at(Math.max(heardAt, world.timeline.now()) + patience, this::onPatienceEnds);
  }

  private void onPatienceEnds() {
    long deadline = heardAt + patience;
    if (leadership == null && deadline > world.timeline.now()) {
      world.timeline.at(deadline, this::onPatienceEnds);
      return;
    }
    if (leadership == null) {
      world.ledger.electionBegins(partition);
      stand();
    }
    watchLeader();
  }

  /** The leader hands over: stand at once. */
  void onElect(int inTerm) {
    if (inTerm == term && leadership == null && !candidate) {
      stand();
    }
  }

  private void stand() {
    enterTerm(term + 1);
    candidate = true;
    votedFor = node.id();
    votes = 1;
    heardAt = world.timeline.now();
    VoteRequest request = new VoteRequest(term, node.id(), log.last(), log.termAt(log.last()));
    node.disk().write(() -> askForVotes(request));
  }

  private void askForVotes(VoteRequest request) {
    for (int peer = 0; peer < world.nodes.size(); peer++) {
      if (peer != node.id() && candidate && term == request.term()) {
        send(peer, world.settings.work().vote(), member -> member.onVoteRequest(request));
      }
    }
  }

  private void onVoteRequest(VoteRequest request) {
    if (request.term() > term) {
      enterTerm(request.term());
    }
    int lastTerm = log.termAt(log.last());
    boolean upToDate =
        request.lastTerm() > lastTerm
            || (request.lastTerm() == lastTerm && request.last() >= log.last());
    boolean granted =
        request.term() == term
            && upToDate
            && (votedFor == NOBODY || votedFor == request.candidate());
    int replyTerm = term;
    Runnable reply =
        () ->
            send(
                request.candidate(),
                world.settings.work().vote(),
                member -> member.onVote(replyTerm, granted));
    if (granted) {
      votedFor = request.candidate();
      heardAt = world.timeline.now();
      node.disk().write(reply);
    } else {
      reply.run();
    }
  }

  private void onVote(int replyTerm, boolean granted) {
    if (replyTerm > term) {
      enterTerm(replyTerm);
    } else if (candidate && replyTerm == term && granted) {
      votes++;
      if (votes > world.nodes.size() / 2) {
        lead();
      }
    }
  }

  private void lead() {
    candidate = false;
    leader = node.id();
    world.ledger.elected(partition, term, node.id());
    leadership = new Leadership(world, node, this);
    while (!waiting.isEmpty()) {
      leadership.propose(waiting.removeFirst());
    }
    leadership.openTerm();
  }

  /** Sends to the same partition's member at another replica, which handles it on its CPU. */
  void send(int to, double work, Consumer<RaftMember> message) {
    node.send(to, work, receiver -> message.accept(receiver.member(partition)));
  }

  /**
   * AppendEntries; without entries a heartbeat.
   *
   * @param previous index before the entries
   * @param committed of the leader
   */
  record Append(
      int term, int leader, int previous, int previousTerm, long[] entries, int committed) {}

  /**
   * RequestVote.
   *
   * @param last index of the candidate's last entry
   */
  private record VoteRequest(int term, int candidate, int last, int lastTerm) {}
}
