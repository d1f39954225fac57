package io.vantage.cluster.atomix;

import io.atomix.cluster.ClusterMembershipService;
import io.atomix.cluster.MemberId;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.cluster.impl.DefaultRaftMember;
import io.atomix.protocols.raft.impl.RaftContext;
import io.atomix.protocols.raft.impl.RaftServiceManager;
import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.protocols.raft.storage.RaftStorage;
import io.atomix.protocols.raft.storage.log.RaftLogReader;
import io.atomix.protocols.raft.storage.log.RaftLogWriter;
import io.atomix.protocols.raft.storage.log.entry.RaftLogEntry;
import io.atomix.protocols.raft.storage.snapshot.Snapshot;
import io.atomix.protocols.raft.utils.LoadMonitor;
import io.atomix.storage.StorageLevel;
import io.atomix.storage.journal.Indexed;
import io.atomix.utils.concurrent.BlockingAwareThreadPoolContextFactory;
import io.atomix.utils.concurrent.ThreadContext;
import io.atomix.utils.concurrent.ThreadContextFactory;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * The engine's part in one partition, with cures for its defects. Raft thread only, except where a
 * method says otherwise.
 */
final class RaftReplica extends RaftContext {
  /** Is told what happens, on the Raft or apply thread; must not block. */
  interface Observer {
    void leadershipChanged();

    void applied(long index);
  }

  private final PartitionId partition;
  private final ReplicatedService service;
  private final VoteGuard guard;
  private final Set<Cure> cures;
  private final boolean flushBeforeAnswer;
  private final LoadMonitor busy;
  private final ThreadContextFactory threads;
  private final ReopeningLogReader reopening;
  private final AtomicLong committedAtJoin = new AtomicLong(-1);
  private volatile ApplyManager manager;
  private volatile Observer observer;
  private volatile Leadership leadership;
  private volatile boolean held;
  private volatile long settleIndex = Long.MAX_VALUE;
  private volatile boolean closed;
  private volatile boolean retired;
  private final RaftLogWriter writer;
  private Indexed<RaftLogEntry> flushed;
  private final LeaderCare care;

  RaftReplica(
      PartitionId partition,
      ClusterSettings settings,
      Set<Cure> cures,
      ClusterMembershipService membership,
      PartitionProtocol protocol,
      VoteGuard guard,
      ReplicatedService service,
      ThreadContextFactory threads) {
    super(
        partition.name(),
        StaticMembership.idOf(settings.local()),
        membership,
        protocol,
        storage(partition, settings),
        new ServiceType(service),
        threads,
        false);
    this.partition = partition;
    this.service = service;
    this.guard = guard;
    this.cures = cures;
    this.flushBeforeAnswer = settings.limits().flush() == ClusterSettings.Flush.BEFORE_ANSWER;
    setElectionTimeout(settings.timing().election());
    setHeartbeatInterval(settings.timing().heartbeat());
    setSessionTimeout(settings.timing().session());
    ThreadContext applyThread = super.getServiceManager().executor();
    busy = new AlwaysBusy(applyThread);
    this.threads = threads;
    manager = new ApplyManager(this, applyThread, threads, service, cures);
    writer = cures.contains(Cure.WIPE) ? new WipingLogWriter(getLog()) : null;
    reopening = cures.contains(Cure.REOPEN_READER) ? new ReopeningLogReader(getLog()) : null;
    care = new LeaderCare(this, cures);
    leadership = new Leadership(partition, getTerm(), Optional.empty());
  }

  private static RaftStorage storage(PartitionId partition, ClusterSettings settings) {
    ClusterSettings.Limits limits = settings.limits();
    return RaftStorage.builder()
        .withPrefix(partition.name())
        .withDirectory(directory(partition, settings).toFile())
        .withStorageLevel(StorageLevel.MAPPED)
        .withFlushOnCommit(limits.flush() == ClusterSettings.Flush.ON_COMMIT)
        .withMaxSegmentSize(limits.segmentBytes())
        .withMaxEntrySize(limits.entryBytes())
        .withDynamicCompaction(true)
        .withFreeDiskBuffer(Double.MIN_VALUE)
        .withFreeMemoryBuffer(Double.MIN_VALUE)
        .withNamespace(RaftNamespaces.RAFT_STORAGE)
        .build();
  }

  static Path directory(PartitionId partition, ClusterSettings settings) {
    return settings.directory().resolve(partition.name());
  }

  /** Begins to take part. Any thread. */
  void start(Set<MemberId> members, Observer newObserver) {
    observer = newObserver;
    getCluster().bootstrap(members);
  }

  // ---- what others may ask, any thread

  Leadership leadership() {
    return leadership;
  }

  /** Whether this replica leads and has applied the first entry of its term. */
  boolean isSettled() {
    return isLeader() && getLastApplied() >= settleIndex;
  }

  /** Whether the state holds all that was committed when this replica joined. */
  boolean isCaughtUp() {
    long committed = committedAtJoin.get();
    return isSettled() || (committed >= 0 && visibleIndex() >= committed);
  }

  /** What the first leader that is heard of has committed. Any thread. */
  void heardOfCommit(long index) {
    committedAtJoin.compareAndSet(-1, index);
  }

  /** How many entries that are known to be committed have not been applied here. */
  long backlog() {
    return getCommitIndex() - visibleIndex();
  }

  /** Whether requests for the leader must wait. */
  boolean holds() {
    return held || getLeader() == null || (isLeader() && getLastApplied() < settleIndex);
  }

  /** Makes requests wait, for a transfer of leadership. */
  void hold(boolean on) {
    held = on;
  }

  boolean isHeld() {
    return held;
  }

  /**
   * Index up to which the state can be read. After a start the engine counts entries as applied
   * that lie in a snapshot which it has not yet restored, and after the end of the state machine
   * those that it did not take.
   */
  long visibleIndex() {
    long applied = getLastApplied();
    if (retired) {
      return service.stateIndex();
    }
    Snapshot snapshot = getSnapshotStore().getCurrentSnapshot();
    boolean restored = snapshot == null || applied > snapshot.index();
    return restored ? applied : Math.max(service.stateIndex(), 0);
  }

  /** How often a parked command had to be offered again. */
  long unstuck() {
    return care.unstuck();
  }

  ReplicatedService service() {
    return service;
  }

  PartitionId partition() {
    return partition;
  }

  // ---- cures

  @Override
  public void setLeader(MemberId leader) {
    MemberId vote = getLastVotedFor();
    long term = getTerm();
    super.setLeader(leader);
    boolean forgotten = vote != null && getLastVotedFor() == null && term == getTerm();
    if (forgotten && cures.contains(Cure.KEEP_VOTE)) {
      super.setLastVotedFor(vote);
    }
    publish();
  }

  /** Every way in which the engine learns of a later term ends here. */
  @Override
  public void setTerm(long term) {
    boolean deposed = term > getTerm() && getRole() == RaftServer.Role.LEADER;
    super.setTerm(term);
    publish();
    if (deposed && cures.contains(Cure.STEP_DOWN)) {
      transition(RaftServer.Role.FOLLOWER);
    }
  }

  private void publish() {
    DefaultRaftMember leader = getLeader();
    Optional<ReplicaId> id =
        Optional.ofNullable(leader).map(m -> StaticMembership.replicaOf(m.memberId()));
    Leadership now = new Leadership(partition, getTerm(), id);
    if (!now.equals(leadership)) {
      leadership = now;
      notifyChange();
    }
  }

  private void notifyChange() {
    Observer told = observer;
    if (told != null) {
      told.leadershipChanged();
    }
  }

  /** One that has retired stays so, though a new leader's configuration gives it a part again. */
  @Override
  public void transition(RaftServer.Role role) {
    if (retired && role != RaftServer.Role.INACTIVE) {
      return;
    }
    boolean led = getRole() == RaftServer.Role.LEADER;
    boolean changes = getRole() != role;
    if (changes) {
      settleIndex = Long.MAX_VALUE;
    }
    super.transition(role);
    if (!changes) {
      return;
    }
    if (led) {
      care.end();
    }
    if (getRole() == RaftServer.Role.LEADER) {
      // The engine appends the first entry of the term before it returns.
      settleIndex = getLogWriter().getLastIndex();
      care.begin();
    }
    notifyChange();
  }

  @Override
  public RaftLogWriter getLogWriter() {
    return writer != null ? writer : super.getLogWriter();
  }

  @Override
  public RaftLogReader getLogReader() {
    return reopening != null ? reopening : super.getLogReader();
  }

  /** The engine calls this after it has appended and before it answers the leader. */
  @Override
  public void setFirstCommitIndex(long index) {
    flushNew();
    skipWhatTheSnapshotHolds();
    heardOfCommit(index);
    super.setFirstCommitIndex(index);
  }

  /** Only the engine's followers ask, to decide whether they may stand for election. */
  @Override
  public long getFirstCommitIndex() {
    return cures.contains(Cure.STAND) ? 0 : super.getFirstCommitIndex();
  }

  /**
   * After a snapshot from the leader the log begins far ahead. The engine would queue one task for
   * each index between, millions perhaps; a new manager begins at the log's first entry.
   */
  private void skipWhatTheSnapshotHolds() {
    ApplyManager old = manager;
    if (old != null && old.isOvertakenBy(getLogReader().getFirstIndex())) {
      manager = new ApplyManager(this, old.executor(), threads, service, cures);
    }
  }

  @Override
  public long setCommitIndex(long index) {
    flushNew();
    return super.setCommitIndex(index);
  }

  private void flushNew() {
    if (flushBeforeAnswer) {
      Indexed<RaftLogEntry> last = getLogWriter().getLastEntry();
      if (last != null && last != flushed) {
        getLogWriter().flush();
        flushed = last;
      }
    }
  }

  @Override
  public void setLastApplied(long index) {
    boolean settledBefore = isSettled();
    super.setLastApplied(index);
    if (!settledBefore && isSettled()) {
      notifyChange();
    }
    Observer told = observer;
    if (told != null) {
      told.applied(index);
    }
  }

  @Override
  public RaftServiceManager getServiceManager() {
    // The engine's constructor asks before ours has run.
    return manager != null ? manager : super.getServiceManager();
  }

  /** Pretends load, so that the engine leaves compaction to us. */
  @Override
  public LoadMonitor getLoadMonitor() {
    return cures.contains(Cure.COMPACT) ? busy : super.getLoadMonitor();
  }

  /** What is applied from now on does not count. */
  void markRetired() {
    retired = true;
  }

  /** Stops taking part for good; files stay open until {@link #shutdown()}. Any thread. */
  void retire() {
    retired = true;
    getThreadContext().execute(() -> transition(RaftServer.Role.INACTIVE));
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Leaves and closes all files, on the Raft thread: the log is mapped memory that must not be
   * touched afterwards. Any thread.
   */
  CompletableFuture<Void> shutdown() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    getThreadContext()
        .execute(
            () -> {
              try {
                closed = true;
                retired = true;
                transition(RaftServer.Role.INACTIVE);
                if (reopening != null) {
                  reopening.close();
                }
                guard.close();
                close();
                done.complete(null);
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private static final class AlwaysBusy extends LoadMonitor {
    AlwaysBusy(ThreadContext thread) {
      super(1, 0, thread);
    }

    @Override
    public void recordEvent() {
      // Not counted: the answer is known.
    }

    @Override
    public boolean isUnderHighLoad() {
      return true;
    }
  }

  static ThreadContextFactory sessionThreads(String name) {
    return new BlockingAwareThreadPoolContextFactory(
        name + "-session-%d", 1, LoggerFactory.getLogger(RaftReplica.class));
  }
}
