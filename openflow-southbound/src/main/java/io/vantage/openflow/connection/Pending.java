package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A request that waits for its reply. Except for {@link #future}, of the event loop. */
sealed interface Pending {
  CompletableFuture<?> future();

  /** Message type of the reply. */
  int replyType();

  /**
   * Takes a reply, or a part of it.
   *
   * @return true if this was the last one; the future is then complete
   * @throws RuntimeException if the frame is malformed
   */
  boolean accept(ByteBuf frame);

  /** A request with one reply. */
  record Single<T>(CompletableFuture<T> future, int replyType, Function<ByteBuf, T> reader)
      implements Pending {
    @Override
    public boolean accept(ByteBuf frame) {
      future.complete(reader.apply(frame));
      return true;
    }
  }

  /** A multipart request, whose reply comes in parts. */
  record Multipart<T>(
      CompletableFuture<List<T>> future,
      int replyType,
      Function<ByteBuf, List<T>> reader,
      List<T> items)
      implements Pending {
    /** Bound of one assembled reply. */
    static final int MAX_ITEMS = 250_000;

    Multipart(CompletableFuture<List<T>> future, int replyType, Function<ByteBuf, List<T>> reader) {
      this(future, replyType, reader, new ArrayList<>());
    }

    @Override
    public boolean accept(ByteBuf frame) {
      items.addAll(reader.apply(frame));
      if (items.size() > MAX_ITEMS) {
        throw new IllegalStateException("a reply of more than " + MAX_ITEMS + " items");
      }
      if (ColdCodec.hasMore(frame)) {
        return false;
      }
      future.complete(List.copyOf(items));
      return true;
    }
  }

  /**
   * Messages without replies, and the barrier behind them.
   *
   * @param firstXid of the first message; the others follow it, the barrier comes last
   * @param errors by position
   */
  record Batch(
      CompletableFuture<Map<Integer, SwitchError>> future,
      int replyType,
      int firstXid,
      int barrierXid,
      Map<Integer, SwitchError> errors)
      implements Pending {
    Batch(
        CompletableFuture<Map<Integer, SwitchError>> future,
        int replyType,
        int firstXid,
        int barrierXid) {
      this(future, replyType, firstXid, barrierXid, new TreeMap<>());
    }

    @Override
    public boolean accept(ByteBuf frame) {
      future.complete(Map.copyOf(errors));
      return true;
    }

    /**
     * @return true if the error was for one of the messages
     */
    boolean error(int xid, SwitchError error) {
      if (Integer.compareUnsigned(xid, firstXid) < 0
          || Integer.compareUnsigned(xid, barrierXid) >= 0) {
        return false;
      }
      errors.putIfAbsent(xid - firstXid, error);
      return true;
    }
  }

  default void refuse(SwitchError error) {
    future().completeExceptionally(new SwitchRefusedException(error));
  }
}
