package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.storage.log.RaftLog;
import io.atomix.protocols.raft.storage.log.RaftLogWriter;
import io.atomix.protocols.raft.storage.log.entry.RaftLogEntry;
import io.atomix.storage.journal.DelegatingJournalWriter;
import io.atomix.storage.journal.SegmentedJournalWriter;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * A log writer that wipes what it cuts off. The engine's own only marks the new end of the log and
 * leaves the old entries behind it. When later entries end where one of those begins, readers take
 * it for the next entry, though it was never committed: the replica applies it, or finds no way on.
 * After a restart it would be part of the log. Raft thread only.
 */
final class WipingLogWriter extends RaftLogWriter {
  private static final Field DELEGATE = field(DelegatingJournalWriter.class, "delegate");
  private static final Field SEGMENT = field(SegmentedJournalWriter.class, "currentWriter");

  private final SegmentedJournalWriter<RaftLogEntry> journal;

  /** Writes through the writer of the log, which remains usable. */
  @SuppressWarnings("unchecked") // The engine declares it so.
  WipingLogWriter(RaftLog log) {
    this((SegmentedJournalWriter<RaftLogEntry>) get(DELEGATE, log.writer()), log);
  }

  private WipingLogWriter(SegmentedJournalWriter<RaftLogEntry> journal, RaftLog log) {
    super(journal, log);
    this.journal = journal;
    // An engine without these fields fails here, not at the first cut.
    rest();
  }

  @Override
  public void truncate(long index) {
    super.truncate(index);
    wipe();
  }

  @Override
  public void reset(long index) {
    super.reset(index);
    wipe();
  }

  /** Clears the segment from the place of the next entry on. */
  private void wipe() {
    ByteBuffer rest = rest();
    while (rest.remaining() >= Long.BYTES) {
      rest.putLong(0);
    }
    while (rest.hasRemaining()) {
      rest.put((byte) 0);
    }
  }

  private ByteBuffer rest() {
    Object segment = get(SEGMENT, journal);
    Object mapped = get(field(segment.getClass(), "writer"), segment);
    return ((ByteBuffer) get(field(mapped.getClass(), "buffer"), mapped)).duplicate();
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("not the expected version of the Raft engine", e);
    }
  }

  private static Object get(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("not the expected version of the Raft engine", e);
    }
  }
}
