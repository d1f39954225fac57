package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.southbound.SwitchListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenFlowSettingsTest {
  private final OpenFlowSettings settings = OpenFlowSettings.on(InetAddress.getLoopbackAddress());

  @Test
  void shouldListenAtTheAssignedPortUnlessToldOtherwise() {
    assertThat(settings.address().getPort()).isEqualTo(6653);
    assertThat(settings.tls()).isEmpty();
  }

  @Test
  void shouldNameWhatIsWrong() {
    assertThatThrownBy(() -> settings.withHandshakeDeadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("handshake deadline");
    assertThatThrownBy(() -> settings.withEcho(Duration.ofSeconds(1), Duration.ofDays(3)))
        .hasMessageContaining("echo timeout");
    assertThatThrownBy(() -> settings.withMaxConnections(0))
        .hasMessageContaining("connection limit");
    assertThatThrownBy(() -> settings.withLaneBytes(100)).hasMessageContaining("lane size");
    assertThatThrownBy(() -> settings.withEventLoopThreads(0)).hasMessageContaining("event loop");
    assertThatThrownBy(
            () ->
                settings.withAddress(InetSocketAddress.createUnresolved("no.such.host.invalid", 1)))
        .hasMessageContaining("no.such.host.invalid");
  }

  @Test
  void shouldSayWhichAddressIsTaken() throws Exception {
    SwitchListener listener = new RecordingListener();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        OpenFlowServer server =
            new OpenFlowServer(
                settings.withAddress((InetSocketAddress) taken.getLocalSocketAddress()),
                listener)) {
      assertThatThrownBy(() -> server.start().get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }
}
