package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on a free port, its listener, and a log that is read for leaks at the end. */
abstract class ServerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final RecordingListener listener = newListener();
  private OpenFlowServer server;
  private InetSocketAddress address;
  LogCapture log;

  RecordingListener newListener() {
    return new RecordingListener();
  }

  /** For tests with very many messages: watches every hundredth buffer instead of every one. */
  static void watchFewBuffers() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
  }

  /** Patient with a slow machine: no echo request comes between what a test expects to read. */
  static OpenFlowSettings settings() {
    return OpenFlowSettings.on(InetAddress.getLoopbackAddress())
        .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .withHandshakeDeadline(PATIENCE)
        .withRequestDeadline(PATIENCE)
        .withEcho(PATIENCE, PATIENCE)
        .withEventLoopThreads(2);
  }

  @BeforeEach
  void startServer() throws Exception {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    log = new LogCapture();
    start(settings());
  }

  void restart(OpenFlowSettings settings) throws Exception {
    server.close();
    start(settings);
  }

  private void start(OpenFlowSettings settings) throws Exception {
    server = new OpenFlowServer(settings, listener);
    address = server.start().get(15, TimeUnit.SECONDS);
  }

  @AfterEach
  void stopServer() {
    server.close();
    System.gc();
    io.netty.buffer.PooledByteBufAllocator.DEFAULT.buffer(1).release();
    log.close();
    assertThat(log.lines()).noneMatch(ServerTest::tellsOfALeakOfOurs);
  }

  /** Leaks are found late: buffers that another test gave to the library alone do not count. */
  private static boolean tellsOfALeakOfOurs(String line) {
    return line.contains("LEAK") && line.contains("io.vantage.openflow.connection.");
  }

  InetSocketAddress address() {
    return address;
  }

  void awaitPackets(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> listener.packets.size() >= count);
  }
}
