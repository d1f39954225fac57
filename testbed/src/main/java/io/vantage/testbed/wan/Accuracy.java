package io.vantage.testbed.wan;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.simulation.Geography;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/** What a relayed round trip really takes, measured through a relay of its own. */
public final class Accuracy {
  /** An address of this machine that no outgoing connection takes by itself. */
  private static final String OTHER = "127.98.0.1";

  private static final int CONNECT_TRIES = 50;
  private static final int TIMEOUT_MILLIS = 5000;

  private Accuracy() {}

  /**
   * Median round-trip time of small messages at a delay.
   *
   * @param oneWayMillis delay in each direction
   * @param pings number of round trips, one after the other
   */
  public static double medianRttMillis(double oneWayMillis, int pings)
      throws IOException, InterruptedException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    double[][] between = {{0, oneWayMillis}, {oneWayMillis, 0}};
    Wan wan =
        new Wan(
            new Geography(
                List.of(new ReplicaId("a"), new ReplicaId("b")),
                List.of(),
                between,
                new double[0][]));
    try (ServerSocket echo = new ServerSocket(0, 16, loopback)) {
      Thread server = new Thread(() -> echo(echo), "echo");
      server.setDaemon(true);
      server.start();
      Relay.Route route =
          new Relay.Route(
              0,
              1,
              new InetSocketAddress(OTHER, echo.getLocalPort()),
              new InetSocketAddress(loopback, echo.getLocalPort()));
      try (Relay relay = new Relay(wan, List.of(route));
          Socket socket = connect(echo.getLocalPort())) {
        return median(socket, pings);
      }
    }
  }

  /** The relay listens once it has seen the target. */
  private static Socket connect(int port) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        Socket socket = new Socket(OTHER, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
      } catch (IOException e) {
        if (tries == CONNECT_TRIES) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private static double median(Socket socket, int pings) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    double[] millis = new double[pings];
    for (int i = 0; i < pings; i++) {
      long start = System.nanoTime();
      out.writeLong(start);
      in.readLong();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[pings / 2];
  }

  private static void echo(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // The other side has left; the next one may come.
      }
    }
  }
}
