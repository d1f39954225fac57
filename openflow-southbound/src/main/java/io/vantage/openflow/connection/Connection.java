package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vantage.model.OpenFlowVersion;
import io.vantage.openflow.codec.Errors;
import io.vantage.openflow.codec.MessageType;
import io.vantage.openflow.codec.WireCodec;
import io.vantage.southbound.SwitchCongestedException;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One TCP connection of a peer, from its first byte on: the way out, the requests on their way, and
 * the reason of its end. Sending is for any thread, the rest for the event loop.
 */
final class Connection {
  private static final int TYPICAL_MESSAGE_BYTES = 128;

  private final ServerContext context;
  private final Channel channel;
  private final FrameDecoder frames;
  private final OutboundLane lane;
  private final PendingTable pending;
  private final Xids xids = new Xids();
  private final AtomicReference<Optional<String>> endReason =
      new AtomicReference<>(Optional.empty());

  /** Of the negotiated version; not used before. */
  private WireCodec codec = WireCodec.of(OpenFlowVersion.OF_1_3);

  private Optional<ConnectedSwitch> owner = Optional.empty();

  Connection(ServerContext context, Channel channel) {
    this.context = context;
    this.channel = channel;
    this.frames = new FrameDecoder(reason -> reject("sends " + reason));
    this.lane = new OutboundLane(channel, context.settings().laneBytes());
    this.pending = new PendingTable(channel.eventLoop(), context.settings().requestDeadline());
  }

  ServerContext context() {
    return context;
  }

  Channel channel() {
    return channel;
  }

  FrameDecoder frames() {
    return frames;
  }

  OutboundLane lane() {
    return lane;
  }

  WireCodec codec() {
    return codec;
  }

  void negotiated(OpenFlowVersion version) {
    codec = WireCodec.of(version);
    frames.expect(version);
  }

  /** The switch that this connection has turned out to belong to. */
  void ownedBy(ConnectedSwitch owned) {
    owner = Optional.of(owned);
  }

  /** Appends a message with the given transaction id. */
  @FunctionalInterface
  interface Writer {
    void write(int xid, ByteBuf out);
  }

  ByteBuf buffer(int bytes) {
    return channel.alloc().ioBuffer(bytes);
  }

  /**
   * @return false if the lane is full or closed
   * @throws UnsupportedOperationException if this version cannot express the message
   */
  boolean send(SwitchMessage message) {
    if (lane.isShut()) {
      return false;
    }
    ByteBuf out = buffer(TYPICAL_MESSAGE_BYTES);
    try {
      codec.write(message, xids.next(), out);
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    return lane.send(out);
  }

  /** Sends a message that is neither answered nor refused. */
  boolean send(Writer writer) {
    ByteBuf out = buffer(TYPICAL_MESSAGE_BYTES);
    try {
      writer.write(xids.next(), out);
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    return lane.send(out);
  }

  <T> CompletableFuture<T> request(int replyType, Writer writer, Function<ByteBuf, T> reader) {
    CompletableFuture<T> future = new CompletableFuture<>();
    request(new Pending.Single<>(future, replyType, reader), writer);
    return future;
  }

  <T> CompletableFuture<List<T>> multipart(Writer writer, Function<ByteBuf, List<T>> reader) {
    CompletableFuture<List<T>> future = new CompletableFuture<>();
    int replyType = MessageType.multipartReply(codec.version());
    request(new Pending.Multipart<>(future, replyType, reader), writer);
    return future;
  }

  private void request(Pending request, Writer writer) {
    int xid = xids.next();
    ByteBuf out = buffer(TYPICAL_MESSAGE_BYTES);
    try {
      writer.write(xid, out);
    } catch (RuntimeException e) {
      out.release();
      request.future().completeExceptionally(e);
      return;
    }
    submit(xid, request, out);
  }

  private void submit(int xid, Pending request, ByteBuf out) {
    if (!pending.add(xid, request)) {
      out.release();
    } else if (!lane.send(out)) {
      pending.fail(xid, new SwitchCongestedException("the outbound lane of the switch is full"));
    }
  }

  /** One buffer for all messages and the barrier: the lane takes all of them or none. */
  CompletableFuture<Map<Integer, SwitchError>> confirm(List<SwitchMessage> messages) {
    int first = xids.block(messages.size() + 1);
    int barrier = first + messages.size();
    Map<Integer, SwitchError> unsent = new HashMap<>();
    ByteBuf out = buffer(TYPICAL_MESSAGE_BYTES * (messages.size() + 1));
    try {
      for (int i = 0; i < messages.size(); i++) {
        try {
          codec.write(messages.get(i), first + i, out);
        } catch (UnsupportedOperationException e) {
          unsent.put(i, Errors.notExpressible(e));
        }
      }
      codec.writeBarrier(barrier, out);
    } catch (RuntimeException e) {
      out.release();
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Map<Integer, SwitchError>> future = new CompletableFuture<>();
    int replyType = MessageType.barrierReply(codec.version());
    Pending.Batch batch = new Pending.Batch(future, replyType, first, barrier);
    batch.errors().putAll(unsent);
    submit(barrier, batch, out);
    return future;
  }

  /** Hands over what may answer a request; a stray reply (after its deadline, say) is dropped. */
  void reply(ByteBuf frame) {
    pending.reply(MessageType.xid(frame), MessageType.of(frame), frame);
  }

  void error(ByteBuf frame) {
    SwitchError error = Errors.read(frame, codec.version());
    if (!pending.error(MessageType.xid(frame), error)) {
      complain("{} refused message {}: {}", MessageType.xid(frame), error.text());
    }
  }

  void answerEcho(ByteBuf request) {
    ByteBuf out = buffer(request.readableBytes());
    out.writeBytes(request, request.readerIndex(), request.readableBytes());
    out.setByte(1, MessageType.ECHO_REPLY);
    lane.send(out);
  }

  /**
   * Warns about the peer, within limits.
   *
   * @param format with a first placeholder for the peer
   */
  void complain(String format, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = this;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    context.complaints().warn(format, all);
  }

  /** Closes the connection of a peer that does what it must not, with a warning. */
  void reject(String reason) {
    complain("closing {}: it {}", reason);
    close("the switch " + reason);
  }

  void close(String reason) {
    endReason.compareAndSet(Optional.empty(), Optional.of(reason));
    channel.close();
  }

  /** The channel is gone. */
  void ended() {
    endReason.compareAndSet(Optional.empty(), Optional.of("the switch closed the connection"));
    String reason = endReason.get().orElseThrow();
    lane.close();
    pending.close(reason);
    owner.ifPresent(connected -> connected.ended(reason));
  }

  @Override
  public String toString() {
    return owner.map(connected -> "switch " + connected.device() + " at ").orElse("peer ")
        + channel.remoteAddress();
  }
}
