package io.vantage.cluster.atomix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * The one vote a replica has per term, on disk before it counts (Raft, section 5.2). The engine's
 * own record forgets votes, which lets two leaders into one term.
 *
 * <p>Two slots are written in turn, each with a checksum, so that a torn write leaves the vote
 * before it. Thread-safe.
 */
final class VoteGuard implements AutoCloseable {
  private static final int SLOT = 512;
  private static final int NAME_LIMIT = 64;

  private final FileChannel file;
  private long term;
  private String candidate = "";
  private int nextSlot;

  VoteGuard(Path directory) throws IOException {
    Files.createDirectories(directory);
    file =
        FileChannel.open(
            directory.resolve("vote"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    for (int slot = 0; slot < 2; slot++) {
      load(slot);
    }
  }

  private void load(int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    if (file.read(bytes, (long) slot * SLOT) < SLOT) {
      return;
    }
    bytes.flip();
    long readTerm = bytes.getLong();
    byte[] name = new byte[Math.min(Math.max(bytes.getInt(), 0), NAME_LIMIT)];
    bytes.get(name);
    if (bytes.getLong() == checksum(readTerm, name) && readTerm >= term) {
      term = readTerm;
      candidate = new String(name, StandardCharsets.UTF_8);
      nextSlot = 1 - slot;
    }
  }

  /**
   * Votes, unless this replica has voted for another candidate in this term or in a later term.
   * Forces the disk for a new vote: call it rarely and not on an event loop.
   *
   * @return whether the vote for this candidate stands
   */
  synchronized boolean claim(long newTerm, String newCandidate) {
    if (newTerm < term) {
      return false;
    }
    if (newTerm == term) {
      return newCandidate.equals(candidate);
    }
    byte[] name = newCandidate.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    bytes.putLong(newTerm).putInt(name.length).put(name).putLong(checksum(newTerm, name));
    bytes.position(0).limit(SLOT);
    try {
      file.write(bytes, (long) nextSlot * SLOT);
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store a vote", e);
    }
    term = newTerm;
    candidate = newCandidate;
    nextSlot = 1 - nextSlot;
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static long checksum(long term, byte[] name) {
    CRC32 crc = new CRC32();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(term).array());
    crc.update(name);
    return crc.getValue();
  }
}
