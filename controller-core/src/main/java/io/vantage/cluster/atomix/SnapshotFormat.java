package io.vantage.cluster.atomix;

import io.atomix.primitive.service.BackupInput;
import io.atomix.primitive.service.BackupOutput;
import io.vantage.cluster.IncompatibleUpdateException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/**
 * How a snapshot lies in the engine's buffers: a mark, chunks with their lengths, and a checksum
 * over the chunks, so that a snapshot that was cut short is told from a whole one.
 */
final class SnapshotFormat {
  private static final int MARK = 0x56534E31;
  private static final int CHUNK = 32 << 10;

  /** Writes the content. */
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads the content; need not read to its end. */
  interface Reader {
    void read(DataInputStream in) throws IOException;
  }

  private SnapshotFormat() {}

  static void write(BackupOutput output, Writer writer) {
    output.writeInt(MARK);
    ChunkOutput chunks = new ChunkOutput(output);
    try (DataOutputStream out = new DataOutputStream(chunks)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a snapshot", e);
    }
  }

  static void read(BackupInput input, Reader reader) {
    int mark = input.readInt();
    if (mark != MARK) {
      throw new IncompatibleUpdateException(
          "snapshot of another format: " + Integer.toHexString(mark));
    }
    ChunkInput chunks = new ChunkInput(input);
    try (DataInputStream in = new DataInputStream(chunks)) {
      reader.read(in);
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a snapshot", e);
    }
  }

  private static final class ChunkOutput extends OutputStream {
    private final BackupOutput output;
    private final CRC32 crc = new CRC32();
    private final byte[] chunk = new byte[CHUNK];
    private int filled;
    private boolean closed;

    ChunkOutput(BackupOutput output) {
      this.output = output;
    }

    @Override
    public void write(int value) {
      if (filled == CHUNK) {
        emit();
      }
      chunk[filled++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int done = 0;
      while (done < length) {
        if (filled == CHUNK) {
          emit();
        }
        int some = Math.min(CHUNK - filled, length - done);
        System.arraycopy(bytes, offset + done, chunk, filled, some);
        filled += some;
        done += some;
      }
    }

    private void emit() {
      crc.update(chunk, 0, filled);
      output.writeInt(filled);
      output.write(chunk, 0, filled);
      filled = 0;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        if (filled > 0) {
          emit();
        }
        output.writeInt(0);
        output.writeLong(crc.getValue());
      }
    }
  }

  private static final class ChunkInput extends InputStream {
    private final BackupInput input;
    private final CRC32 crc = new CRC32();
    private byte[] chunk = new byte[0];
    private int next;
    private boolean ended;

    ChunkInput(BackupInput input) {
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      return fill() ? chunk[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int some = Math.min(length, chunk.length - next);
      System.arraycopy(chunk, next, bytes, offset, some);
      next += some;
      return some;
    }

    private boolean fill() throws IOException {
      if (next < chunk.length) {
        return true;
      }
      if (ended) {
        return false;
      }
      int length = input.readInt();
      if (length < 0 || length > CHUNK) {
        throw new IOException("chunk of " + length + " bytes");
      }
      if (length == 0) {
        ended = true;
        if (input.readLong() != crc.getValue()) {
          throw new IOException("wrong checksum");
        }
        return false;
      }
      chunk = input.readBytes(length);
      crc.update(chunk);
      next = 0;
      return true;
    }
  }
}
