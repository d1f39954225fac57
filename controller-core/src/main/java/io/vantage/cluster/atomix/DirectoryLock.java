package io.vantage.cluster.atomix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a replica's directory for one process, and counts how often it was opened.
 *
 * @param incarnation larger than at any opening before, also if the directory was wiped meanwhile
 */
record DirectoryLock(FileChannel file, long incarnation) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel file =
          FileChannel.open(
              directory.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!isFree(file)) {
        file.close();
        throw new IllegalStateException("directory " + directory + " is used by another process");
      }
      return new DirectoryLock(file, nextIncarnation(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use directory " + directory, e);
    }
  }

  private static boolean isFree(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  private static long nextIncarnation(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    long last = file.read(bytes, 0) == Long.BYTES ? bytes.getLong(0) : 0;
    long next = Math.max(System.currentTimeMillis(), last + 1);
    file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, next), 0);
    file.force(false);
    return next;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("cannot release the directory", e);
    }
  }
}
