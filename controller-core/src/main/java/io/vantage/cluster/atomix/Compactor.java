package io.vantage.cluster.atomix;

import io.atomix.primitive.service.ServiceConfig;
import io.atomix.protocols.raft.RaftServer;
import io.atomix.protocols.raft.cluster.impl.RaftMemberContext;
import io.atomix.protocols.raft.service.RaftServiceContext;
import io.atomix.protocols.raft.storage.snapshot.Snapshot;
import io.atomix.protocols.raft.storage.snapshot.SnapshotWriter;
import io.atomix.storage.buffer.Buffer;
import io.atomix.utils.concurrent.Scheduled;
import io.atomix.utils.time.WallClockTimestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a partition's log short: when it has grown beyond a bound, and beyond the size of the last
 * snapshot, it is replaced by a new snapshot. Works under load, too, where the engine's own
 * compaction pauses. Decides on the Raft thread, writes on the apply thread.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final long LONGEST_INSTALL_NANOS = Duration.ofMinutes(2).toNanos();

  private final RaftReplica replica;
  private final Path directory;
  private final long compactBytes;
  private Scheduled timer;
  private boolean busy;
  private long installingSince;
  private volatile long snapshotBytes;
  private final LongAdder snapshots = new LongAdder();

  Compactor(RaftReplica replica, Path directory, long compactBytes) {
    this.replica = replica;
    this.directory = directory;
    this.compactBytes = compactBytes;
  }

  /** Any thread. */
  void start() {
    replica
        .getThreadContext()
        .execute(
            () ->
                timer =
                    replica.getThreadContext().schedule(INTERVAL, INTERVAL, this::compactSafely));
  }

  /** How many snapshots were taken since the start. Any thread. */
  long snapshots() {
    return snapshots.sum();
  }

  /** Bytes that the log files of a partition take. Any thread. */
  static long logBytes(Path directory) {
    long total = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName().toString().endsWith(".log")) {
          total += sizeOf(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the log", e);
    }
    return total;
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException deletedMeanwhile) {
      return 0;
    }
  }

  private void compactSafely() {
    try {
      compactIfLong();
    } catch (RuntimeException e) {
      LOG.error("{}: cannot compact the log", replica.partition(), e);
      busy = false;
    }
  }

  private void compactIfLong() {
    long applied = replica.getLastApplied();
    if (busy || replica.isClosed() || replica.getRole() == RaftServer.Role.INACTIVE) {
      return;
    }
    if (!replica.getLog().isCompactable(applied) || isInstalling()) {
      return;
    }
    if (logBytes(directory) < Math.max(compactBytes, snapshotBytes)) {
      return;
    }
    busy = true;
    onApplyThread(this::write);
  }

  /** A new snapshot makes a follower that is receiving the old one start again. */
  private boolean isInstalling() {
    boolean installing = false;
    if (replica.getRole() == RaftServer.Role.LEADER) {
      for (RaftMemberContext member : replica.getCluster().getRemoteMemberStates()) {
        installing |= member.getNextSnapshotIndex() > 0 && member.getFailureCount() == 0;
      }
    }
    if (!installing) {
      installingSince = 0;
      return false;
    }
    if (installingSince == 0) {
      installingSince = System.nanoTime();
    }
    return System.nanoTime() - installingSince < LONGEST_INSTALL_NANOS;
  }

  private void onApplyThread(Runnable task) {
    replica
        .getServiceManager()
        .executor()
        .execute(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.error("{}: cannot take a snapshot", replica.partition(), e);
                release();
              }
            });
  }

  private void release() {
    replica.getThreadContext().execute(() -> busy = false);
  }

  /** Apply thread: writes all services as the engine's installer reads them. */
  private void write() {
    long index = replica.getLastApplied();
    Snapshot current = replica.getSnapshotStore().getCurrentSnapshot();
    if (current != null && current.index() >= index) {
      release();
      return;
    }
    Snapshot snapshot =
        replica.getSnapshotStore().newTemporarySnapshot(index, new WallClockTimestamp());
    long bytes;
    try (SnapshotWriter writer = snapshot.openWriter()) {
      for (RaftServiceContext service : replica.getServices()) {
        write(service, writer);
      }
      bytes = writer.buffer().position();
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
    Snapshot persisted = snapshot.persist();
    finish(persisted, bytes);
  }

  private static void write(RaftServiceContext service, SnapshotWriter writer) {
    Buffer buffer = writer.buffer();
    int start = buffer.position();
    writer.writeInt(0);
    writer.writeLong(service.serviceId().id());
    writer.writeString(service.serviceType().name());
    writer.writeString(service.serviceName());
    byte[] config = ServiceType.SERIALIZER.encode(new ServiceConfig());
    writer.writeInt(config.length).writeBytes(config);
    service.takeSnapshot(writer);
    buffer.writeInt(start, buffer.position() - start - Integer.BYTES);
  }

  /**
   * Apply thread: waits until the entry behind the snapshot is applied, since the engine would
   * otherwise restore the snapshot just written, and drops the log before it.
   */
  private void finish(Snapshot snapshot, long bytes) {
    if (replica.isClosed()) {
      return;
    }
    if (replica.getLastApplied() <= snapshot.index()) {
      replica
          .getServiceManager()
          .executor()
          .schedule(LOOK_AGAIN, () -> onApplyThread(() -> finish(snapshot, bytes)));
      return;
    }
    snapshot.complete();
    snapshotBytes = bytes;
    snapshots.increment();
    replica
        .getThreadContext()
        .execute(
            () -> {
              busy = false;
              if (!replica.isClosed()) {
                replica.getLog().compact(snapshot.index());
              }
            });
    LOG.debug("{}: snapshot of {} bytes at {}", replica.partition(), bytes, snapshot.index());
  }
}
