package io.vantage.openflow.connection;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How {@link OpenFlowServer} listens and how patient it is.
 *
 * @param address where to listen; port 0 takes a free one
 * @param handshakeDeadline from accepting a connection to the complete handshake, TLS included
 * @param echoIdle silence of a switch after which it is sent an echo request
 * @param echoTimeout further silence after which its connection is closed
 * @param requestDeadline until a request that has no answer fails
 * @param maxConnections connections beyond are closed at once
 * @param laneBytes bound of what waits to be sent to one switch
 * @param eventLoopThreads threads that serve all switches
 * @param tls if present, switches must speak TLS; it decides whether they need a certificate
 */
public record OpenFlowSettings(
    InetSocketAddress address,
    Duration handshakeDeadline,
    Duration echoIdle,
    Duration echoTimeout,
    Duration requestDeadline,
    int maxConnections,
    int laneBytes,
    int eventLoopThreads,
    Optional<SslContext> tls) {
  /** Port that IANA has assigned to OpenFlow. */
  public static final int PORT = 6653;

  private static final int MIN_LANE_BYTES = 64 * 1024;

  public OpenFlowSettings {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(tls, "tls");
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "OpenFlow address '" + address.getHostString() + "' cannot be resolved");
    }
    check("handshake deadline", handshakeDeadline);
    check("echo idle time", echoIdle);
    check("echo timeout", echoTimeout);
    check("request deadline", requestDeadline);
    check("connection limit", maxConnections, 1);
    check("lane size in bytes", laneBytes, MIN_LANE_BYTES);
    check("number of event loop threads", eventLoopThreads, 1);
  }

  private static void check(String what, Duration value) {
    if (value.toMillis() < 1 || value.toDays() > 1) {
      throw new IllegalArgumentException(
          "OpenFlow " + what + " " + value + " not between 1 ms and 1 day");
    }
  }

  private static void check(String what, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(
          "OpenFlow " + what + " " + value + " must be at least " + min);
    }
  }

  /** Plain TCP on port 6653 of an address. */
  public static OpenFlowSettings on(InetAddress address) {
    return new OpenFlowSettings(
        new InetSocketAddress(address, PORT),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        2048,
        4 << 20,
        Math.max(1, Runtime.getRuntime().availableProcessors()),
        Optional.empty());
  }

  public OpenFlowSettings withAddress(InetSocketAddress value) {
    return new OpenFlowSettings(
        value,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        requestDeadline,
        maxConnections,
        laneBytes,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withHandshakeDeadline(Duration value) {
    return new OpenFlowSettings(
        address,
        value,
        echoIdle,
        echoTimeout,
        requestDeadline,
        maxConnections,
        laneBytes,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withEcho(Duration idle, Duration timeout) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        idle,
        timeout,
        requestDeadline,
        maxConnections,
        laneBytes,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withRequestDeadline(Duration value) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        value,
        maxConnections,
        laneBytes,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withMaxConnections(int value) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        requestDeadline,
        value,
        laneBytes,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withLaneBytes(int value) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        requestDeadline,
        maxConnections,
        value,
        eventLoopThreads,
        tls);
  }

  public OpenFlowSettings withEventLoopThreads(int value) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        requestDeadline,
        maxConnections,
        laneBytes,
        value,
        tls);
  }

  public OpenFlowSettings withTls(SslContext value) {
    return new OpenFlowSettings(
        address,
        handshakeDeadline,
        echoIdle,
        echoTimeout,
        requestDeadline,
        maxConnections,
        laneBytes,
        eventLoopThreads,
        Optional.of(value));
  }
}
