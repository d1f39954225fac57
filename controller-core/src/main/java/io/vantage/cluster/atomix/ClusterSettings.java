package io.vantage.cluster.atomix;

import com.google.errorprone.annotations.FormatMethod;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything a replica must know to take part in the cluster. Every replica of a cluster needs the
 * same members, partitions and {@link Limits}.
 *
 * @param local this replica, one of {@code members}
 * @param members all replicas; static
 * @param dataPartitions how many data partitions there are beside the system partition
 * @param directory where this replica keeps its logs; used by one process at a time
 */
public record ClusterSettings(
    ReplicaId local,
    List<Replica> members,
    int dataPartitions,
    Path directory,
    Timing timing,
    Limits limits) {

  public ClusterSettings {
    members = List.copyOf(members);
    Set<ReplicaId> ids = new HashSet<>();
    for (Replica member : members) {
      check(ids.add(member.id()), "replica %s is listed twice", member.id());
    }
    check(ids.contains(local), "replica %s is not among the members %s", local, ids);
    check(
        dataPartitions >= 0 && dataPartitions <= 1000,
        "data partitions must be 0..1000, not %s",
        dataPartitions);
  }

  /** Settings for replicas in one place: at most a few milliseconds apart. */
  public static ClusterSettings lan(ReplicaId local, List<Replica> members, Path directory) {
    return new ClusterSettings(
        local, members, members.size(), directory, Timing.lan(), Limits.defaults());
  }

  /** Settings for replicas up to about 150 ms (one way) apart. */
  public static ClusterSettings wan(ReplicaId local, List<Replica> members, Path directory) {
    return new ClusterSettings(
        local, members, members.size(), directory, Timing.wan(), Limits.defaults());
  }

  public ClusterSettings withDataPartitions(int number) {
    return new ClusterSettings(local, members, number, directory, timing, limits);
  }

  public ClusterSettings withTiming(Timing newTiming) {
    return new ClusterSettings(local, members, dataPartitions, directory, newTiming, limits);
  }

  public ClusterSettings withLimits(Limits newLimits) {
    return new ClusterSettings(local, members, dataPartitions, directory, timing, newLimits);
  }

  /** Every partition, {@link PartitionId#SYSTEM} first. */
  public List<PartitionId> partitions() {
    List<PartitionId> ids = new ArrayList<>();
    ids.add(PartitionId.SYSTEM);
    for (int number = 1; number <= dataPartitions; number++) {
      ids.add(PartitionId.data(number));
    }
    return List.copyOf(ids);
  }

  /**
   * How long things may take.
   *
   * @param election a follower that hears nothing stands for election after one to two of these
   * @param heartbeat pause between a leader's heartbeats
   * @param peer deadline of a Raft request between replicas; shorter than {@code election}, so that
   *     one lost heartbeat does not end a leadership, and longer than a round trip
   * @param command after this long without an answer a batch is sent again
   * @param proposal a proposal fails after this long; see {@code PartitionLog.propose}
   * @param session a replica that was away for longer gets a new session with the state machine
   */
  public record Timing(
      Duration election,
      Duration heartbeat,
      Duration peer,
      Duration command,
      Duration proposal,
      Duration session) {

    public Timing {
      check(
          atLeast(heartbeat, 10) && election.compareTo(heartbeat.multipliedBy(3)) >= 0,
          "heartbeat (%s) must be at least 10 ms and at most a third of the election timeout (%s)",
          heartbeat,
          election);
      check(
          atLeast(peer, 10) && peer.compareTo(election) <= 0,
          "peer timeout (%s) must be 10 ms to the election timeout (%s)",
          peer,
          election);
      check(
          atLeast(command, 50) && proposal.compareTo(command) >= 0,
          "command timeout (%s) must be 50 ms to the proposal deadline (%s)",
          command,
          proposal);
      check(atLeast(session, 1000), "session timeout must be at least 1 s, not %s", session);
    }

    /** 400 ms elections, 80 ms heartbeats. */
    public static Timing lan() {
      return of(400, 80);
    }

    /** 2 s elections, 250 ms heartbeats. */
    public static Timing wan() {
      return of(2000, 250);
    }

    /** Times that suit the given election timeout and heartbeat. */
    public static Timing of(int electionMillis, int heartbeatMillis) {
      return new Timing(
          Duration.ofMillis(electionMillis),
          Duration.ofMillis(heartbeatMillis),
          Duration.ofMillis(Math.max(electionMillis / 2, 50)),
          Duration.ofMillis(Math.max(electionMillis, 300)),
          Duration.ofMillis(Math.max(10_000L, 8L * electionMillis)),
          Duration.ofSeconds(30));
    }

    public Timing withProposal(Duration deadline) {
      return new Timing(election, heartbeat, peer, command, deadline, session);
    }

    public Timing withSession(Duration timeout) {
      return new Timing(election, heartbeat, peer, command, proposal, timeout);
    }

    private static boolean atLeast(Duration value, long millis) {
      return value.toMillis() >= millis;
    }
  }

  /**
   * How much may wait or grow.
   *
   * @param lanes parallel streams of proposals per partition and replica; the proposals of one
   *     thread share a lane and therefore keep their order in the log
   * @param queuedUpdates updates that may wait or be under way per partition and replica
   * @param batchUpdates updates per log entry
   * @param heldRequests requests of other replicas that may wait for a leader per partition
   * @param entryBytes largest log entry; an update must be {@link #UPDATE_OVERHEAD} bytes smaller
   * @param segmentBytes size of a log file; small segments make taking office fast
   * @param compactBytes log size per partition from which the log is compacted into a snapshot
   * @param flush how eagerly the log goes to the disk
   */
  public record Limits(
      int lanes,
      int queuedUpdates,
      int batchUpdates,
      int heldRequests,
      int entryBytes,
      int segmentBytes,
      long compactBytes,
      Flush flush) {
    /** Bytes of an entry that are not available to an update. */
    public static final int UPDATE_OVERHEAD = 1024;

    public Limits {
      check(lanes >= 1 && lanes <= 64, "lanes must be 1..64, not %s", lanes);
      check(queuedUpdates >= 1, "queued updates must be positive, not %s", queuedUpdates);
      check(
          batchUpdates >= 1 && batchUpdates <= 16_384,
          "updates per entry must be 1..16384, not %s",
          batchUpdates);
      check(heldRequests >= 1, "held requests must be positive, not %s", heldRequests);
      check(
          entryBytes >= 4096 && entryBytes <= segmentBytes / 2,
          "entry size must be 4096 to half the segment size (%s), not %s",
          segmentBytes,
          entryBytes);
      check(compactBytes >= segmentBytes, "compaction below the segment size (%s)", segmentBytes);
    }

    public static Limits defaults() {
      return new Limits(2, 20_000, 512, 1024, 64 << 10, 256 << 10, 4L << 20, Flush.BEFORE_ANSWER);
    }

    /** Room for updates of up to {@code bytes}, at the price of slower changes of leadership. */
    public Limits withLargestUpdate(int bytes) {
      int entry = Math.max(entryBytes, bytes + UPDATE_OVERHEAD);
      int segment = Math.max(segmentBytes, 4 * entry);
      return new Limits(
          lanes,
          queuedUpdates,
          batchUpdates,
          heldRequests,
          entry,
          segment,
          Math.max(compactBytes, 2L * segment),
          flush);
    }

    public Limits withLanes(int number) {
      return new Limits(
          number,
          queuedUpdates,
          batchUpdates,
          heldRequests,
          entryBytes,
          segmentBytes,
          compactBytes,
          flush);
    }

    public Limits withQueuedUpdates(int number) {
      return new Limits(
          lanes, number, batchUpdates, heldRequests, entryBytes, segmentBytes, compactBytes, flush);
    }

    public Limits withCompactBytes(long bytes) {
      return new Limits(
          lanes, queuedUpdates, batchUpdates, heldRequests, entryBytes, segmentBytes, bytes, flush);
    }

    public Limits withFlush(Flush newFlush) {
      return new Limits(
          lanes,
          queuedUpdates,
          batchUpdates,
          heldRequests,
          entryBytes,
          segmentBytes,
          compactBytes,
          newFlush);
    }

    /** The largest update that {@code PartitionLog.propose} takes. */
    public int updateBytes() {
      return entryBytes - UPDATE_OVERHEAD;
    }
  }

  /** When entries are forced to the disk. A killed process loses nothing in either case. */
  public enum Flush {
    /** When a replica learns that an entry is committed: power loss of a majority may lose some. */
    ON_COMMIT,
    /** Also before a replica says that it has an entry: nothing acknowledged is ever lost. */
    BEFORE_ANSWER
  }

  @FormatMethod
  private static void check(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(message, arguments));
    }
  }
}
