package io.vantage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vantage.server.config.NodeSettings;
import io.vantage.server.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void shouldBecomeReadyAndServe() throws IOException {
    try (Node node = new Node(settings("data", "openflow.port = 0, http.port = 0"))) {
      assertThat(node.health().reasons()).contains("not listening for switches");

      node.start();

      await().atMost(PATIENCE).until(() -> node.health().ready());
      assertThat(node.httpPort()).isPositive();
      assertThat(node.openflowPort()).isPositive();
    }
  }

  @Test
  void shouldNotBeReadyWithoutItsPeers() throws IOException {
    String peers =
        "members = [{id=r1,host=127.0.0.1,port=%d},{id=r2,host=127.0.0.1,port=%d}]"
            .formatted(freePort(), freePort());
    try (Node node = new Node(settings("data", peers + ", openflow.port = 0, http.port = 0"))) {
      node.start();

      assertThat(node.health().reasons()).contains("partition p1 has no known leader");
    }
  }

  @Test
  void shouldNameTheAddressThatIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "127.0.0.1:" + taken.getLocalPort();
      refusesToStart("http.port = " + taken.getLocalPort() + ", openflow.port = 0", port);
      refusesToStart("openflow.port = " + taken.getLocalPort() + ", http.port = 0", port);
      String members = "members = [{id=r1,host=127.0.0.1,port=" + taken.getLocalPort() + "}]";
      refusesToStart(members + ", openflow.port = 0, http.port = 0", port);
    }
  }

  private void refusesToStart(String settings, String address) throws IOException {
    try (Node node = new Node(settings("data-" + address.hashCode(), settings))) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(address);
    }
  }

  @Test
  void shouldNameTheDirectoryThatCannotBeUsed() throws IOException {
    Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> new Node(settings("file/data", "openflow.port = 0")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(directory.resolve("file/data").toString());
  }

  @Test
  void shouldNameTheCertificateThatIsNone() throws IOException {
    Files.writeString(directory.resolve("cert.pem"), "nonsense");
    String tls = "openflow { port = 0, tls { certificate = cert.pem, key = cert.pem } }";

    assertThatThrownBy(() -> new Node(settings("data", tls)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(directory.resolve("cert.pem").toString());
  }

  @Test
  void shouldNotShareADirectory() throws IOException {
    NodeSettings settings = settings("data", "openflow.port = 0, http.port = 0");
    try (Node node = new Node(settings)) {
      assertThat(node.health().ready()).isFalse();
      assertThatThrownBy(() -> new Node(settings))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(directory.resolve("data").toString());
    }
  }

  private NodeSettings settings(String data, String more) throws IOException {
    String members =
        more.contains("members")
            ? ""
            : "members = [{id=r1,host=127.0.0.1,port=" + freePort() + "}],";
    Path file = directory.resolve("vantage.conf");
    Files.writeString(
        file, "vantage {" + members + "data-directory = \"" + data + "\"," + more + "}");
    return SettingsReader.read(file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
