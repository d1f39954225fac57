package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.vantage.southbound.SwitchChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest extends ServerTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;
  private SSLContext client;

  @BeforeEach
  void speakTls() throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/keytool",
                "-genkeypair",
                "-alias",
                "controller",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    restart(
        settings()
            .withHandshakeDeadline(Duration.ofSeconds(10))
            .withTls(SslContextBuilder.forServer(keys).clientAuth(ClientAuth.OPTIONAL).build()));
  }

  @Test
  void shouldAnnounceASwitchWithoutACertificateOnce() throws Exception {
    try (RawSwitch peer = new RawSwitch(client.getSocketFactory().createSocket(), address())) {
      peer.handshake13(1);
      SwitchChannel channel = listener.connected();
      CompletableFuture<Duration> echo = channel.echo();
      peer.send(4, 3, peer.read(2).xid(), "");
      assertThat(echo.get(15, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(listener.next().what()).isEqualTo("disconnected");
    assertThat(listener.events).isEmpty();
  }

  @Test
  void shouldHangUpOnAPeerThatSpeaksNoTls() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.send(4, 0, 1, "");
      assertThat(peer.isClosedByServer()).isTrue();
    }
    Awaitility.await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("WARN")));
  }
}
