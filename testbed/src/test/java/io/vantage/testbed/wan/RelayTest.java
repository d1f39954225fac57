package io.vantage.testbed.wan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.simulation.Geography;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RelayTest {
  private static final int A = 0;
  private static final int B = 1;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Wan wan =
      new Wan(
          new Geography(
              List.of(new ReplicaId("a"), new ReplicaId("b")),
              List.of(),
              new double[][] {{0, 10}, {10, 0}},
              new double[0][]));
  private final List<AutoCloseable> open = new ArrayList<>();
  private ServerSocket target;
  private InetSocketAddress listen;
  private Socket caller;
  private Socket callee;

  @BeforeEach
  void connect() throws IOException {
    target = opened(new ServerSocket(0, 16, HERE));
    listen = new InetSocketAddress("127.98.0.2", target.getLocalPort());
    InetSocketAddress to = new InetSocketAddress(HERE, target.getLocalPort());
    opened(new Relay(wan, List.of(new Relay.Route(A, B, listen, to))));
    caller = dial();
    callee = accepted();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(0, resource);
    return resource;
  }

  private Socket dial() throws IOException {
    await()
        .ignoreExceptions()
        .until(() -> opened(new Socket(listen.getAddress(), listen.getPort())) != null);
    Socket socket = (Socket) open.get(0);
    socket.setSoTimeout(5000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** The connection of the relay that carries something; its probes end at once. */
  private Socket accepted() throws IOException {
    caller.getOutputStream().write('!');
    while (true) {
      Socket socket = opened(target.accept());
      socket.setSoTimeout(5000);
      socket.setTcpNoDelay(true);
      if (socket.getInputStream().read() == '!') {
        return socket;
      }
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static boolean isSilent(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return socket.getInputStream().read() == Integer.MIN_VALUE;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(5000);
    }
  }

  @Test
  void shouldHoldWhatPassesForTheDelayOfItsDirection() throws IOException {
    wan.delay(B, 190);
    long start = System.nanoTime();
    send(caller, "x");
    assertThat(receive(callee, 1)).isEqualTo("x");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(199_000_000L);

    long back = System.nanoTime();
    send(callee, "y");
    assertThat(receive(caller, 1)).isEqualTo("y");
    assertThat(System.nanoTime() - back)
        .isGreaterThanOrEqualTo(9_000_000L)
        .isLessThan(190_000_000L);
  }

  @Test
  void shouldKeepTheOrderWhenTheDelayShrinks() throws IOException, InterruptedException {
    wan.delay(B, 300);
    send(caller, "first");
    Thread.sleep(20);
    wan.delay(B, 0);
    send(caller, "second");

    assertThat(receive(callee, 11)).isEqualTo("firstsecond");
  }

  @Test
  void shouldHoldEverythingWhileCutAndLoseNothing() throws IOException {
    wan.cut(B, true);
    send(caller, "there");
    send(callee, "back");
    assertThat(isSilent(callee, 100)).isTrue();
    assertThat(isSilent(caller, 100)).isTrue();

    wan.cut(B, false);
    assertThat(receive(callee, 5)).isEqualTo("there");
    assertThat(receive(caller, 4)).isEqualTo("back");
  }

  @Test
  void shouldPassOnTheEndAfterAllThatWasSent() throws IOException {
    send(caller, "bye");
    caller.close();

    assertThat(receive(callee, 3)).isEqualTo("bye");
    assertThat(callee.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void shouldRefuseWhileNobodyListensAtTheTargetAndServeAgainLater() throws IOException {
    int port = target.getLocalPort();
    target.close();
    callee.close();
    assertThat(caller.getInputStream().read()).isEqualTo(-1);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> new Socket(listen.getAddress(), listen.getPort()).close())
                    .isInstanceOf(SocketException.class));

    target = opened(new ServerSocket(port, 16, HERE));
    caller = dial();
    callee = accepted();
    send(callee, "again");
    assertThat(receive(caller, 5)).isEqualTo("again");
  }

  @Test
  void shouldLimitTheBandwidth() throws IOException {
    wan.disturb(A, B, new Wan.Disturbance(0, false, 1.6));
    long start = System.nanoTime();
    caller.getOutputStream().write(new byte[40_000]);
    receive(callee, 40_000);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void shouldNotTakeMoreThanItCanHold() throws IOException, InterruptedException {
    wan.cut(B, true);
    byte[] block = new byte[1 << 16];
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 4_000; i++) {
                  caller.getOutputStream().write(block);
                }
              } catch (IOException e) {
                // The test has ended.
              }
            });
    writer.setDaemon(true);
    writer.start();
    writer.join(500);
    assertThat(writer.isAlive()).as("the sender waits").isTrue();

    wan.cut(B, false);
    assertThat(callee.getInputStream().readNBytes(4_000 << 16)).hasSize(4_000 << 16);
  }

  @Test
  void shouldNameAnAddressThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, HERE)) {
      InetSocketAddress address = new InetSocketAddress(HERE, taken.getLocalPort());
      List<Relay.Route> routes = List.of(new Relay.Route(A, B, address, listen));
      assertThatThrownBy(() -> new Relay(wan, routes))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }
}
