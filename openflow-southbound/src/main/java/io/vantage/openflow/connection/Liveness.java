package io.vantage.openflow.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks a silent switch whether it is alive (OpenFlow 1.3, section 6.3.3) and closes its connection
 * if no message comes in time. It stands in front of all handlers that consume messages, behind the
 * framing: only whole messages count. While reading is stopped because the switch does not read,
 * its reading on counts instead.
 */
final class Liveness extends IdleStateHandler {
  private final Connection connection;
  private final Duration timeout;
  private Optional<Future<?>> deadline = Optional.empty();
  private long drainedBytes;

  Liveness(Connection connection, Duration idle, Duration timeout) {
    super(idle.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
    this.connection = connection;
    this.timeout = timeout;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    answered();
    super.channelRead(context, message);
  }

  @Override
  protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
    if (event.state() != IdleState.READER_IDLE || deadline.isPresent()) {
      return;
    }
    drainedBytes = connection.lane().drainedBytes();
    connection.send(connection.codec()::writeEchoRequest);
    deadline =
        Optional.of(
            context
                .executor()
                .schedule(() -> check(context), timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    answered();
    super.channelInactive(context);
  }

  /** A later echo request has a deadline of its own. */
  private void answered() {
    deadline.ifPresent(timer -> timer.cancel(false));
    deadline = Optional.empty();
  }

  private void check(ChannelHandlerContext context) {
    deadline = Optional.empty();
    boolean drains = connection.lane().drainedBytes() != drainedBytes;
    boolean alive = !context.channel().config().isAutoRead() && drains;
    if (!alive && context.channel().isActive()) {
      connection.reject("does not answer an echo request within " + timeout.toMillis() + " ms");
    }
  }
}
