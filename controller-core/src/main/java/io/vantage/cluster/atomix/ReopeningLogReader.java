package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.storage.log.RaftLog;
import io.atomix.protocols.raft.storage.log.RaftLogReader;
import io.atomix.protocols.raft.storage.log.entry.RaftLogEntry;
import io.atomix.storage.journal.Indexed;

/**
 * A log reader that opens the segment of an index it is sent to, where the engine's own walks there
 * entry by entry, from where it stands, on the Raft thread. Raft thread only.
 */
final class ReopeningLogReader extends RaftLogReader {
  /** Up to this many entries walking is cheaper. */
  private static final long WALK = 200;

  private final RaftLog log;
  private RaftLogReader reader;

  ReopeningLogReader(RaftLog log) {
    super(null, null, null);
    this.log = log;
  }

  private RaftLogReader reader() {
    if (reader == null) {
      reader = log.openReader(log.writer().getLastIndex());
    }
    return reader;
  }

  @Override
  public void reset(long index) {
    if (index > reader().getNextIndex() + WALK) {
      reader.close();
      reader = log.openReader(index);
    } else {
      reader.reset(index);
    }
  }

  @Override
  public void reset() {
    reader().reset();
  }

  @Override
  public long getFirstIndex() {
    return reader().getFirstIndex();
  }

  @Override
  public long getCurrentIndex() {
    return reader().getCurrentIndex();
  }

  @Override
  public Indexed<RaftLogEntry> getCurrentEntry() {
    return reader().getCurrentEntry();
  }

  @Override
  public long getNextIndex() {
    return reader().getNextIndex();
  }

  @Override
  public boolean hasNext() {
    return reader().hasNext();
  }

  @Override
  public Indexed<RaftLogEntry> next() {
    return reader().next();
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
