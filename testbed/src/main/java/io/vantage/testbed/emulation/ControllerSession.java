package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.SwitchRefusal;
import io.vantage.testbed.emulation.wire.OpenFlow;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection to a controller: handshake, liveness, role, errors. Runs on the event loop of
 * its switch.
 */
final class ControllerSession extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerSession.class);
  private static final int ERROR_DATA = 64;

  private final EmulatedSwitch owner;
  private final RequestHandler requests;
  private final InetSocketAddress controller;
  private final Runnable settled;
  private final AsyncFilter async = new AsyncFilter();
  private ChannelHandlerContext context;
  private OptionalInt version = OptionalInt.empty();
  private ControllerRole role = ControllerRole.EQUAL;
  private int configFlags;
  private int missSendLength = 128;
  private long lastHeardNanos;
  private boolean echoOutstanding;

  /**
   * @param settled called once the handshake went through
   */
  ControllerSession(
      EmulatedSwitch owner,
      RequestHandler requests,
      InetSocketAddress controller,
      Runnable settled) {
    this.owner = owner;
    this.requests = requests;
    this.controller = controller;
    this.settled = settled;
  }

  InetSocketAddress controller() {
    return controller;
  }

  boolean ready() {
    return version.isPresent();
  }

  int version() {
    return version.orElse(owner.options().highestVersion());
  }

  ControllerRole role() {
    return role;
  }

  void role(ControllerRole changed) {
    role = changed;
  }

  AsyncFilter async() {
    return async;
  }

  int configFlags() {
    return configFlags;
  }

  int missSendLength() {
    return missSendLength;
  }

  void configure(int flags, int sendLength) {
    configFlags = flags;
    missSendLength = sendLength;
  }

  ChannelHandlerContext context() {
    return context;
  }

  /** Whether the controller takes what it is sent; if not, asynchronous messages are dropped. */
  boolean writable() {
    return context.channel().isWritable();
  }

  void send(ByteBuf message) {
    var unused = context.write(message, context.voidPromise());
  }

  void sendNow(ByteBuf message) {
    var unused = context.writeAndFlush(message, context.voidPromise());
  }

  void close() {
    var unused = context.close();
  }

  void reading(boolean on) {
    context.channel().config().setAutoRead(on && writable());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    lastHeardNanos = owner.now();
    owner.sessionOpened(this);
    sendNow(HelloNegotiation.hello(ctx.alloc(), owner.options()));
    afterDelay(owner.options().helloTimeout(), this::requireHello);
    afterDelay(owner.options().echoInterval(), this::checkLiveness);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.sessionClosed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{}: connection to {} failed", owner.name(), ctx.channel().remoteAddress(), cause);
    close();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // A controller that does not read its answers gets no more of its questions read.
    ctx.channel().config().setAutoRead(ctx.channel().isWritable() && owner.reads());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      lastHeardNanos = owner.now();
      echoOutstanding = false;
      handle(in);
    } finally {
      ReferenceCountUtil.release(in);
    }
  }

  private void handle(ByteBuf in) {
    ByteBuf whole = in.slice();
    int theirVersion = in.readUnsignedByte();
    int type = in.readUnsignedByte();
    in.skipBytes(2);
    int xid = in.readInt();
    if (type == OpenFlow.HELLO) {
      if (!ready()) {
        negotiate(theirVersion, in);
      }
      return;
    }
    if (!ready()) {
      sendError(ErrorKind.BAD_TYPE, xid, whole);
      context.flush();
      close();
      return;
    }
    try {
      if (theirVersion != version()) {
        throw ErrorKind.BAD_VERSION.because("version " + theirVersion);
      }
      requests.handle(this, OpenFlow.typeIn13(theirVersion, type), xid, in);
    } catch (SwitchRefusal refusal) {
      LOG.debug("{}: refused: {}", owner.name(), refusal.getMessage());
      sendError(refusal.kind(), xid, whole);
    } catch (IndexOutOfBoundsException e) {
      LOG.debug("{}: message cut short", owner.name(), e);
      sendError(ErrorKind.BAD_LENGTH, xid, whole);
    }
  }

  private void negotiate(int theirVersion, ByteBuf body) {
    version = HelloNegotiation.choose(owner.options(), theirVersion, body);
    if (version.isEmpty()) {
      byte[] reason =
          ("no common version: you have " + theirVersion).getBytes(StandardCharsets.US_ASCII);
      ByteBuf out = errorHeader(ErrorKind.HELLO_INCOMPATIBLE, 0);
      sendNow(OpenFlow.finish(out.writeBytes(reason)));
      close();
    } else {
      settled.run();
    }
  }

  private ByteBuf errorHeader(ErrorKind kind, int xid) {
    ByteBuf out = OpenFlow.begin(context.alloc(), version(), OpenFlow.ERROR, xid);
    return out.writeShort(kind.type(version())).writeShort(kind.code(version()));
  }

  private void sendError(ErrorKind kind, int xid, ByteBuf request) {
    owner.counters().errorSent();
    ByteBuf out = errorHeader(kind, xid);
    out.writeBytes(request, 0, Math.min(ERROR_DATA, request.capacity()));
    send(OpenFlow.finish(out));
  }

  private void requireHello() {
    if (!ready()) {
      close();
    }
  }

  private void checkLiveness() {
    if (!context.channel().isActive()) {
      return;
    }
    long interval = owner.options().echoInterval().toNanos();
    long silent = owner.now() - lastHeardNanos;
    // A switch that does not read on purpose cannot hear the answer either.
    if (silent >= interval && owner.reads()) {
      if (echoOutstanding) {
        close();
        return;
      }
      if (ready()) {
        echoOutstanding = true;
        ByteBuf echo = OpenFlow.begin(context.alloc(), version(), OpenFlow.ECHO_REQUEST, 0);
        sendNow(OpenFlow.finish(echo));
      }
    }
    afterDelay(owner.options().echoInterval(), this::checkLiveness);
  }

  private void afterDelay(Duration delay, Runnable task) {
    var unused = context.executor().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
