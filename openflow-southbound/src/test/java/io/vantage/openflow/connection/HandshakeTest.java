package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.southbound.SwitchChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest extends ServerTest {
  @Test
  void shouldAnnounceASwitchOfVersion13OnItsEventLoop() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      assertThat(peer.read().hex()).as("bitmap of 1.0 and 1.3").isEqualTo("0001000800000012");
      peer.handshake13(0x2a);
      RecordingListener.Event event = listener.next();
      SwitchChannel channel = event.channel();
      assertThat(channel.device()).isEqualTo(new DatapathId(0x2a));
      assertThat(channel.version()).isEqualTo(OpenFlowVersion.OF_1_3);
      assertThat((List<?>) event.detail())
          .extracting(p -> ((Port) p).number())
          .isEqualTo(List.of(1));
      channel
          .eventLoop()
          .execute(() -> assertThat(Thread.currentThread()).isSameAs(event.thread()));
    }
    assertThat(listener.next().what()).isEqualTo("disconnected");
  }

  @Test
  void shouldAnnounceASwitchOfVersion10WithThePortsOfItsFeatures() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.handshake10(7);
      RecordingListener.Event event = listener.next();
      assertThat(event.channel().version()).isEqualTo(OpenFlowVersion.OF_1_0);
      Port port = (Port) ((List<?>) event.detail()).get(0);
      assertThat(port.speedKbps()).isEqualTo(1_000_000);
      assertThat(port.up()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, '', 1",
    "4, '', 4",
    "6, '', 4",
    "6, 0001000800000002, 1",
    "6, 0001000800000052, 4",
    "5, 0007000400000000 00010008 00000010, 4"
  })
  void shouldChooseTheNewestCommonVersion(int version, String elements, int chosen)
      throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.send(version, 0, 1, elements);
      assertThat(peer.read(5).version()).isEqualTo(chosen);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, ''", "3, ''", "5, 0001000800000020"})
  void shouldTellAPeerWithoutACommonVersionAndHangUp(int version, String elements)
      throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.send(version, 0, 9, elements);
      RawSwitch.Frame error = peer.read(1);
      assertThat(error.hex()).isEqualTo("00000000");
      assertThat(peer.isClosedByServer()).isTrue();
    }
  }

  @Test
  void shouldNotPassPacketsBeforeTheHandshakeIsComplete() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      String tooEarly = RawSwitch.packetIn13("", "00".repeat(60));
      peer.send(4, 10, 5, tooEarly);
      peer.handshake13(1, () -> peer.send(4, 10, 5, tooEarly));
      listener.connected();
      peer.send(4, 10, 6, RawSwitch.packetIn13("", "11".repeat(60)));
      awaitPackets(1);
      assertThat(listener.packets.get(0).data()[0]).isEqualTo((byte) 0x11);
    }
  }

  @Test
  void shouldSeePortChangesThatHappenDuringTheHandshake() throws Exception {
    try (RawSwitch peer = new RawSwitch(address())) {
      peer.send(1, 0, 1, "");
      peer.send(
          1, 6, peer.read(5).xid(), RawSwitch.featuresBody(7) + RawSwitch.port10(1, "p1", 0, 0));
      RawSwitch.Frame description = peer.read(16);
      peer.send(1, 12, 0, "00 00000000000000" + RawSwitch.port10(2, "p2", 0, 1));
      peer.send(1, 17, description.xid(), "0000 0000" + "00".repeat(1056));
      assertThat((List<?>) listener.next().detail())
          .extracting(p -> ((Port) p).number() + " " + ((Port) p).up())
          .isEqualTo(List.of("1 true", "2 false"));
    }
  }

  @Test
  void shouldCutOffAHalfOpenConnectionAtTheDeadline() throws Exception {
    restart(settings().withHandshakeDeadline(Duration.ofMillis(200)));
    try (RawSwitch silent = new RawSwitch(address());
        RawSwitch stuck = new RawSwitch(address())) {
      stuck.send(4, 0, 1, "");
      stuck.read(5);
      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(stuck.isClosedByServer()).isTrue();
    }
  }

  @Test
  void shouldKeepAConnectionWhoseHandshakeWasInTime() throws Exception {
    restart(settings().withHandshakeDeadline(Duration.ofSeconds(2)));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      org.awaitility.Awaitility.await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
      channel.send(new io.vantage.southbound.SwitchMessage.ClearFlows());
      assertThat(peer.read(14).version()).isEqualTo(4);
    }
  }

  @Test
  void shouldReplaceAnOlderConnectionOfTheSameSwitchAfterItsEnd() throws Exception {
    try (RawSwitch older = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel first = listener.connected();
      try (RawSwitch newer = new RawSwitch(address()).handshake13(1)) {
        RecordingListener.Event end = listener.next();
        assertThat(end.what()).isEqualTo("disconnected");
        assertThat(end.channel()).isSameAs(first);
        assertThat((String) end.detail()).contains("newer connection");
        assertThat(listener.connected()).isNotSameAs(first);
        assertThat(older.isClosedByServer()).isTrue();
      }
    }
  }
}
