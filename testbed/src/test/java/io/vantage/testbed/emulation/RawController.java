package io.vantage.testbed.emulation;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A controller of plain sockets and bytes, driven by the test's own thread. */
final class RawController implements Closeable {
  private static final int DEADLINE_MILLIS = 5_000;

  private final ServerSocket server;

  RawController() throws IOException {
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    server.setSoTimeout(DEADLINE_MILLIS);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /** The next connection, before any HELLO. */
  RawConnection accept() throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawConnection(socket);
  }

  /** The next connection, after HELLOs in the given wire version. */
  RawConnection handshake(int version) throws IOException {
    RawConnection connection = accept();
    connection.send(version, 0, "");
    connection.expect(0);
    connection.version(version);
    // Only now it is sure that the switch has read the HELLO.
    connection.barrier();
    return connection;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
