package io.vantage.openflow.connection;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.openflow.codec.MessageType;
import io.vantage.openflow.codec.WireCodec;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchListener;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A switch behind a connection whose handshake is complete. */
final class ConnectedSwitch implements SwitchChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectedSwitch.class);

  private final Connection connection;
  private final DatapathId device;
  private final WireCodec codec;

  /** Complete when the listener has heard the last of this and of all earlier connections. */
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  // Of the event loop.
  private CompletableFuture<Void> predecessorGone = CompletableFuture.completedFuture(null);
  private boolean announced;

  ConnectedSwitch(Connection connection, DatapathId device) {
    this.connection = connection;
    this.device = device;
    this.codec = connection.codec();
  }

  void succeed(ConnectedSwitch previous, Runnable activate) {
    predecessorGone = previous.gone;
    previous.gone.thenRun(() -> connection.channel().eventLoop().execute(activate));
  }

  void replacedBy(ConnectedSwitch next) {
    connection.complain("closing {}: replaced by {}", next.connection);
    close("replaced by a newer connection");
  }

  void announce(SwitchDescription description, int tables, List<Port> ports) {
    announced = true;
    LOG.info("{} connected, OpenFlow {}, {} ports", connection, version(), ports.size());
    tell(listener -> listener.connected(this, description, tables, ports));
  }

  void ended(String reason) {
    if (announced) {
      LOG.info("{} disconnected: {}", connection, reason);
      tell(listener -> listener.disconnected(this, reason));
    }
    connection.context().switches().release(this);
    predecessorGone.thenRun(() -> gone.complete(null));
  }

  /** Calls the listener; what it throws is its own fault and not the switch's. */
  void tell(Consumer<SwitchListener> call) {
    try {
      call.accept(connection.context().listener());
    } catch (RuntimeException e) {
      LOG.error("listener failed on an event of {}", connection, e);
    }
  }

  @Override
  public DatapathId device() {
    return device;
  }

  @Override
  public OpenFlowVersion version() {
    return codec.version();
  }

  @Override
  public Executor eventLoop() {
    return connection.channel().eventLoop();
  }

  @Override
  public boolean isCongested() {
    return connection.lane().isCongested();
  }

  @Override
  public boolean send(SwitchMessage message) {
    return connection.send(message);
  }

  @Override
  public CompletableFuture<Map<Integer, SwitchError>> sendAndConfirm(List<SwitchMessage> messages) {
    return connection.confirm(messages);
  }

  @Override
  public CompletableFuture<RoleReply> requestRole(Role role, long generation) {
    if (version() == OpenFlowVersion.OF_1_0) {
      return CompletableFuture.failedFuture(
          new UnsupportedOperationException("OpenFlow 1.0 has no roles"));
    }
    return connection.request(
        MessageType.ROLE_REPLY,
        (xid, out) -> ColdCodec.writeRoleRequest(role, generation, xid, out),
        ColdCodec::roleReply);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Flow>> flowStatistics() {
    return connection.multipart(
        codec::writeFlowStatisticsRequest, frame -> codec.flowStatistics(frame, device));
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Port>> portStatistics() {
    return connection.multipart(
        (xid, out) -> ColdCodec.writePortStatisticsRequest(version(), xid, out),
        ColdCodec::portStatistics);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Table>> tableStatistics() {
    return connection.multipart(
        (xid, out) -> ColdCodec.writeTableStatisticsRequest(version(), xid, out),
        ColdCodec::tableStatistics);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Group>> groupStatistics() {
    if (version() == OpenFlowVersion.OF_1_0) {
      return CompletableFuture.completedFuture(List.of());
    }
    return connection.multipart(ColdCodec::writeGroupStatisticsRequest, ColdCodec::groupStatistics);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Meter>> meterStatistics() {
    if (version() == OpenFlowVersion.OF_1_0) {
      return CompletableFuture.completedFuture(List.of());
    }
    return connection.multipart(ColdCodec::writeMeterStatisticsRequest, ColdCodec::meterStatistics);
  }

  @Override
  public CompletableFuture<Duration> echo() {
    long start = System.nanoTime();
    return connection.request(
        MessageType.ECHO_REPLY,
        codec::writeEchoRequest,
        reply -> Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public void close(String reason) {
    connection.close(reason);
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
