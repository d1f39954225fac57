package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.southbound.SwitchMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest extends ServerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\u0016\u0003\u0001",
        "\u0000",
        "\u0004\u0000\u0000\u0007\u0000\u0000\u0000\u0000"
      })
  void shouldHangUpOnGarbageWithOneLineOfLog(String garbage) throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.raw(garbage.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      assertThat(peer.isClosedByServer()).isTrue();
    }
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void shouldHangUpOnAnotherVersionAfterTheNegotiation() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      peer.send(5, 10, 1, "");
      peer.send(5, 10, 1, "");
      assertThat(peer.isClosedByServer()).isTrue();
    }
    assertThat(listener.next().what()).isEqualTo("disconnected");
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void shouldKeepTheConnectionAndTheLogSmallThrough20000MalformedMessages() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      byte[] packetIn = RawSwitch.message(4, 10, 1, "00".repeat(9));
      byte[] portStatus = RawSwitch.message(4, 12, 1, "ff");
      byte[] flowRemoved = RawSwitch.message(4, 11, 1, "ffff");
      byte[] error = RawSwitch.message(4, 1, 1, "");
      for (int i = 0; i < 5_000; i++) {
        peer.raw(packetIn);
        peer.raw(portStatus);
        peer.raw(flowRemoved);
        peer.raw(error);
      }
      peer.send(4, 10, 1, RawSwitch.packetIn13("", "00".repeat(60)));
      awaitPackets(1);
    }
    assertThat(warnings()).hasSizeBetween(1, 100);
    assertThat(warnings()).noneMatch(line -> line.contains("frames"));
  }

  @Test
  void shouldSurviveUnknownMessagesAndUnsolicitedReplies() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      for (int type = 2; type < 40; type++) {
        peer.send(4, type, 77, "");
      }
      peer.send(4, 4, 1, "00002320 00000000");
      peer.send(4, 10, 1, RawSwitch.packetIn13("", "00".repeat(60)));
      awaitPackets(1);
    }
  }

  @Test
  void shouldPutTogetherMessagesThatArriveInPieces() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      byte[] message = RawSwitch.message(4, 10, 1, RawSwitch.packetIn13("", "00".repeat(60)));
      for (byte b : message) {
        peer.raw(b);
      }
      awaitPackets(1);
    }
  }

  @Test
  void shouldRefuseConnectionsBeyondTheLimitAndTakeOthersAfterwards() throws Exception {
    restart(settings().withMaxConnections(2));
    try (RawSwitch first = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      try (RawSwitch second = new RawSwitch(address()).handshake13(2)) {
        listener.connected();
        for (int i = 0; i < 100; i++) {
          try (RawSwitch beyond = new RawSwitch(address())) {
            assertThat(beyond.isClosedByServer()).isTrue();
          }
        }
      }
      assertThat(listener.next().what()).isEqualTo("disconnected");
      try (RawSwitch again = new RawSwitch(address()).handshake13(3)) {
        assertThat(listener.connected().send(new SwitchMessage.ClearFlows())).isTrue();
      }
      assertThat(first.socket.isClosed()).isFalse();
    }
    assertThat(warnings()).hasSizeBetween(1, 40).anyMatch(line -> line.contains("limit"));
  }

  private List<String> warnings() {
    return log.lines().stream().filter(line -> !line.startsWith("INFO")).toList();
  }
}
