package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessTest extends ServerTest {
  private void waitForAnEcho(Duration timeout) throws Exception {
    restart(settings().withEcho(Duration.ofMillis(150), timeout));
  }

  @Test
  void shouldHangUpOnASwitchThatDoesNotAnswer() throws Exception {
    waitForAnEcho(Duration.ofMillis(300));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      assertThat(peer.read(2).body()).isEmpty();
      assertThat(peer.isClosedByServer()).isTrue();
      RecordingListener.Event end = listener.next();
      assertThat(end.what()).isEqualTo("disconnected");
      assertThat((String) end.detail()).contains("echo");
    }
  }

  @Test
  void shouldKeepASilentSwitchThatAnswers() throws Exception {
    waitForAnEcho(Duration.ofSeconds(30));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      for (int i = 0; i < 5; i++) {
        peer.send(4, 3, peer.read(2).xid(), "");
      }
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void shouldGiveEveryEchoRequestItsWholeTimeout() throws Exception {
    waitForAnEcho(Duration.ofSeconds(2));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      int xid = peer.read(2).xid();
      long answered = System.nanoTime();
      peer.send(4, 3, xid, "");
      peer.read(2);
      assertThat(peer.isClosedByServer()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - answered))
          .as("idle time and timeout of the second request")
          .isGreaterThan(Duration.ofMillis(2140));
    }
  }

  @Test
  void shouldTakePacketsForASignOfLife() throws Exception {
    waitForAnEcho(Duration.ofSeconds(2));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      String packet = RawSwitch.packetIn13("", "00".repeat(60));
      long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      while (System.nanoTime() - end < 0) {
        peer.send(4, 10, 1, packet);
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
      channel.send(new SwitchMessage.ClearFlows());
      assertThat(peer.read(14).version()).isEqualTo(4);
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void shouldHangUpOnASwitchThatSendsBytesButNoMessages() throws Exception {
    waitForAnEcho(Duration.ofMillis(300));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      peer.raw((byte) 4, (byte) 10, (byte) 0xff, (byte) 0xff);
      Thread trickle =
          new Thread(
              () -> {
                try {
                  while (true) {
                    peer.raw((byte) 0);
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                  }
                } catch (java.io.IOException closed) {
                  Thread.currentThread().interrupt();
                }
              });
      trickle.setDaemon(true);
      trickle.start();
      assertThat(listener.next().what()).isEqualTo("disconnected");
    }
  }

  @Test
  void shouldAnswerEchoRequestsWithTheirData() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.send(4, 2, 5, "01");
      assertThat(peer.read(3).hex()).as("before the handshake").isEqualTo("01");
      peer.handshake13(1);
      listener.connected();
      peer.send(4, 2, 6, "010203");
      RawSwitch.Frame reply = peer.read(3);
      assertThat(reply.hex()).isEqualTo("010203");
      assertThat(reply.xid()).isEqualTo(6);
    }
  }
}
