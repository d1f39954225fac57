package io.vantage.cluster.atomix;

import io.vantage.cluster.IncompatibleUpdateException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The updates of one log entry, with the number by which the state machine tells a repetition from
 * a new one.
 *
 * @param lane which replica's which lane proposes, such as {@code r1/0}
 * @param incarnation grows each time that replica starts
 * @param sequence counts the batches of an incarnation, from 1
 */
record Batch(String lane, long incarnation, long sequence, List<byte[]> updates) {
  private static final byte VERSION = 1;

  /** Bytes that an update takes in a batch beside its own. */
  static final int PER_UPDATE = Integer.BYTES;

  byte[] encode() {
    byte[] name = lane.getBytes(StandardCharsets.UTF_8);
    int size = 1 + Short.BYTES + name.length + 2 * Long.BYTES + Integer.BYTES;
    for (byte[] update : updates) {
      size += PER_UPDATE + update.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).putShort((short) name.length).put(name);
    out.putLong(incarnation).putLong(sequence).putInt(updates.size());
    for (byte[] update : updates) {
      out.putInt(update.length).put(update);
    }
    return out.array();
  }

  static Batch decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IncompatibleUpdateException(
            "batch of version " + version + ", this replica knows " + VERSION);
      }
      byte[] name = take(in, in.getShort());
      long incarnation = in.getLong();
      long sequence = in.getLong();
      int count = in.getInt();
      List<byte[]> updates = new ArrayList<>(Math.min(count, bytes.length));
      for (int i = 0; i < count; i++) {
        updates.add(take(in, in.getInt()));
      }
      return new Batch(
          new String(name, StandardCharsets.UTF_8), incarnation, sequence, List.copyOf(updates));
    } catch (BufferUnderflowException e) {
      throw new IncompatibleUpdateException("truncated batch of " + bytes.length + " bytes", e);
    }
  }

  static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** What became of a batch. */
  sealed interface Answer {
    byte APPLIED = 0;
    byte STALE = 1;
    byte OUTDATED = 2;

    /**
     * The batch was applied, now or when it came for the first time.
     *
     * @param results one per update, in order
     */
    record Applied(long index, List<Result> results) implements Answer {}

    /** A newer incarnation of this lane has proposed; nothing was applied. */
    record Stale(long incarnation) implements Answer {}

    /** A later batch of this lane has been applied; nothing was applied now. */
    record Outdated() implements Answer {}

    /**
     * What became of an update.
     *
     * @param ok false if the state machine threw; {@code bytes} is then the message
     */
    record Result(boolean ok, byte[] bytes) {}

    static byte[] encode(Answer answer) {
      if (answer instanceof Stale stale) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(STALE).putLong(stale.incarnation()).array();
      }
      if (!(answer instanceof Applied applied)) {
        return new byte[] {OUTDATED};
      }
      int size = 1 + Long.BYTES + Integer.BYTES;
      for (Result result : applied.results()) {
        size += 1 + Integer.BYTES + result.bytes().length;
      }
      ByteBuffer out = ByteBuffer.allocate(size);
      out.put(APPLIED).putLong(applied.index()).putInt(applied.results().size());
      for (Result result : applied.results()) {
        out.put((byte) (result.ok() ? 1 : 0)).putInt(result.bytes().length).put(result.bytes());
      }
      return out.array();
    }

    static Answer decode(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte kind = in.get();
      if (kind == STALE) {
        return new Stale(in.getLong());
      }
      if (kind == OUTDATED) {
        return new Outdated();
      }
      long index = in.getLong();
      int count = in.getInt();
      List<Result> results = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        results.add(new Result(in.get() == 1, take(in, in.getInt())));
      }
      return new Applied(index, results);
    }
  }
}
