package io.vantage.southbound;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A switch whose handshake with this replica is complete. Methods may be called from any thread and
 * none blocks; messages leave in the order of the calls (of one thread). Every future completes:
 * with {@link SwitchRefusedException} if the switch answers with an error, with {@link
 * java.util.concurrent.TimeoutException} by the channel's request deadline, or with {@link
 * SwitchGoneException} when the connection ends.
 */
public interface SwitchChannel {
  DatapathId device();

  OpenFlowVersion version();

  /** The switch's event loop: one thread, on which all of {@link SwitchListener} is called. */
  Executor eventLoop();

  /**
   * True if the bounded outbound lane has little room left; stop producing until it has drained.
   */
  boolean isCongested();

  /**
   * Queues a message.
   *
   * @return false if it was not taken because the lane is full or the connection has ended
   */
  boolean send(SwitchMessage message);

  /**
   * Queues messages and a barrier behind them. Completes when the switch has processed all of them,
   * with the errors by position in {@code messages}; fails with {@link SwitchCongestedException}
   * when the lane has no room for all of them (none was then sent).
   */
  CompletableFuture<Map<Integer, SwitchError>> sendAndConfirm(List<SwitchMessage> messages);

  /**
   * OFPT_ROLE_REQUEST (OpenFlow 1.3, section 6.3.4); fails with {@link
   * UnsupportedOperationException} on OpenFlow 1.0.
   *
   * @param generation ignored for {@link Role#NO_CHANGE}
   */
  CompletableFuture<RoleReply> requestRole(Role role, long generation);

  CompletableFuture<List<SwitchStatistics.Flow>> flowStatistics();

  CompletableFuture<List<SwitchStatistics.Port>> portStatistics();

  CompletableFuture<List<SwitchStatistics.Table>> tableStatistics();

  /** Empty on OpenFlow 1.0. */
  CompletableFuture<List<SwitchStatistics.Group>> groupStatistics();

  /** Empty on OpenFlow 1.0. */
  CompletableFuture<List<SwitchStatistics.Meter>> meterStatistics();

  /** Round-trip time of an OFPT_ECHO_REQUEST. */
  CompletableFuture<Duration> echo();

  /** Ends the connection; {@code reason} goes into the log and to the listener. */
  void close(String reason);

  /** Controller roles of OpenFlow 1.3. */
  enum Role {
    NO_CHANGE,
    EQUAL,
    MASTER,
    SLAVE
  }

  /**
   * @param generation the switch's newest generation id, unsigned; all ones if it has none yet
   */
  record RoleReply(Role role, long generation) {}
}
