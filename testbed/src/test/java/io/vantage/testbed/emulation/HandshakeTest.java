package io.vantage.testbed.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.emulation.RawConnection.Message;
import io.vantage.testbed.emulation.SwitchOptions.Version;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HandshakeTest {
  private static final int HELLO = 0;
  private static final int ERROR = 1;
  private static final int ECHO_REQUEST = 2;
  private static final int ECHO_REPLY = 3;

  private RawController controller;

  @BeforeEach
  void listen() throws Exception {
    controller = new RawController();
  }

  @AfterEach
  void hangUp() throws Exception {
    controller.close();
  }

  @Test
  void shouldOfferBothVersionsInTheBitmapOfItsHello() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      Message hello = controller.accept().receive();

      assertThat(hello.version()).isEqualTo(4);
      assertThat(hello.type()).isEqualTo(HELLO);
      assertThat(hello.body()).isEqualTo("0001000800000012");
      assertThat(tested.emulated().counters().connections()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeTheHighestVersionOfBothBitmapsWhateverTheHeaderSays() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.accept();
      connection.expect(HELLO);

      // The header says 1.5, the bitmap 1.0 and 1.5.
      connection.send(6, HELLO, "00010008 00000042");
      connection.version(1);

      assertThat(connection.ask(5, 6, "").version()).isEqualTo(1);
      assertThat(tested.emulated().sessions().get(10, TimeUnit.SECONDS))
          .singleElement()
          .matches(s -> s.handshaken() && s.wireVersion() == 1);
    }
  }

  @Test
  void shouldRefuseAControllerWithoutACommonVersion() throws Exception {
    SwitchOptions only13 = SwitchUnderTest.options().withVersions(Version.V1_3);
    try (SwitchUnderTest tested = new SwitchUnderTest(only13, controller)) {
      RawConnection connection = controller.accept();
      connection.expect(HELLO);

      connection.send(1, HELLO, "");

      assertThat(connection.expect(ERROR).error()).isEqualTo("0/0");
      assertThat(connection.closedByPeer()).isTrue();
      assertThat(tested.flows()).isEmpty();
    }
  }

  @Test
  void shouldSendAnOldHelloWhenItOnlySpeaks10() throws Exception {
    SwitchOptions only10 = SwitchUnderTest.options().withVersions(Version.V1_0);
    try (SwitchUnderTest tested = new SwitchUnderTest(only10, controller)) {
      Message hello = controller.accept().receive();

      assertThat(hello.version()).isEqualTo(1);
      assertThat(hello.body()).isEmpty();
      assertThat(tested.emulated().name()).isEqualTo("s42");
    }
  }

  @Test
  void shouldDescribeItselfIn13() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.handshake(4);

      Message features = connection.ask(5, 6, "");
      Message ports = connection.ask(18, 19, "000d 0000 00000000");

      ByteBuffer body = features.bytes();
      assertThat(features.xid()).isEqualTo(RawConnection.XID);
      assertThat(body.getLong()).isEqualTo(tested.emulated().datapathId());
      assertThat(body.getInt()).isZero();
      assertThat(body.get()).isEqualTo((byte) 8);
      assertThat(body.capacity()).isEqualTo(24);
      assertThat(ports.bytes().capacity()).isEqualTo(8 + 4 * 64);
      // Port 1: number, hardware address, name, no configuration, state LIVE.
      assertThat(ports.body().substring(16))
          .startsWith(
              "0000000100000000" + "020000002a010000" + "7334322d65746831" + "0000000000000000")
          .contains("00000000" + "00000004");
    }
  }

  @Test
  void shouldDescribeItselfWithItsPortsIn10() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.handshake(1);

      Message features = connection.ask(5, 6, "");

      assertThat(features.version()).isEqualTo(1);
      assertThat(features.bytes().capacity()).isEqualTo(24 + 4 * 48);
      assertThat(features.bytes().getShort(24)).isEqualTo((short) 1);
      assertThat(tested.emulated().counters().errorsSent()).isZero();
    }
  }

  @Test
  void shouldKeepTheConfigurationItIsGiven() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.handshake(4);

      String before = connection.ask(7, 8, "").body();
      connection.accepted(9, "0000 00ff");

      assertThat(before).isEqualTo("00000080");
      assertThat(connection.ask(7, 8, "").body()).isEqualTo("000000ff");
      assertThat(connection.refused(9, "0009 00ff")).isEqualTo("10/0");
      assertThat(tested.emulated().counters().errorsSent()).isEqualTo(1);
    }
  }

  @Test
  void shouldEchoWithTheSameBodyAndXid() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.handshake(4);

      Message reply = connection.ask(ECHO_REQUEST, ECHO_REPLY, "cafebabe");

      assertThat(reply.body()).isEqualTo("cafebabe");
      assertThat(reply.xid()).isEqualTo(RawConnection.XID);
      assertThat(tested.flows()).isEmpty();
    }
  }

  @Test
  void shouldProbeASilentControllerAndThenLeaveAndReturn() throws Exception {
    SwitchOptions quick = SwitchUnderTest.options().withEchoInterval(Duration.ofMillis(100));
    try (SwitchUnderTest tested = new SwitchUnderTest(quick, controller)) {
      RawConnection silent = controller.handshake(4);

      silent.expect(ECHO_REQUEST);

      assertThat(silent.closedByPeer()).isTrue();
      controller.handshake(4).barrier();
      assertThat(tested.emulated().counters().connections()).isEqualTo(2);
    }
  }

  @Test
  void shouldAnswerBadRequestsWithTheErrorAndTheBeginningOfTheRequest() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection connection = controller.handshake(4);
      String longBody = "00".repeat(200);

      connection.send(4, 77, longBody);
      Message error = connection.expect(ERROR);

      assertThat(error.error()).isEqualTo("1/1");
      assertThat(error.xid()).isEqualTo(RawConnection.XID);
      assertThat(error.body()).hasSize(2 * (4 + 64)).startsWith("00010001" + "044d00d011223344");
      connection.send(1, 5, "");
      assertThat(connection.expect(ERROR).error()).isEqualTo("1/0");
      assertThat(connection.refused(4, "00001234 00000000")).isEqualTo("1/3");
      assertThat(connection.refused(14, "0000")).isEqualTo("1/6");
      assertThat(connection.refused(18, "0063 0000 00000000")).isEqualTo("1/2");
      assertThat(tested.emulated().counters().errorsSent()).isEqualTo(5);
    }
  }

  @Test
  void shouldDropAControllerThatTalksBeforeItsHelloOrBreaksTheFraming() throws Exception {
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      RawConnection hasty = controller.accept();
      hasty.send(5, "");
      assertThat(hasty.closedByPeer()).isTrue();

      RawConnection broken = controller.handshake(4);
      broken.sendBytes("0405 0004 00000000");
      assertThat(broken.closedByPeer()).isTrue();

      controller.handshake(4).barrier();
      assertThat(tested.emulated().counters().connections()).isEqualTo(3);
    }
  }

  @Test
  void shouldDropAControllerThatNeverSaysHello() throws Exception {
    SwitchOptions base = SwitchUnderTest.options();
    SwitchOptions hasty =
        new SwitchOptions(
            base.versions(),
            base.limits(),
            base.echoInterval(),
            base.backoffMin(),
            base.backoffMax(),
            Duration.ofMillis(100));
    try (SwitchUnderTest tested = new SwitchUnderTest(hasty, controller)) {
      assertThat(controller.accept().closedByPeer()).isTrue();
      assertThat(tested.emulated().datapathId()).isEqualTo(42);
    }
  }

  @Test
  void shouldKeepTryingAControllerThatIsNotThereYet() throws Exception {
    java.net.InetSocketAddress address = controller.address();
    controller.close();
    try (SwitchUnderTest tested = new SwitchUnderTest(controller)) {
      Awaitility.await()
          .pollDelay(Duration.ofMillis(150))
          .until(() -> tested.emulated().counters().connections() == 0);
      try (java.net.ServerSocket late =
          new java.net.ServerSocket(address.getPort(), 10, address.getAddress())) {
        late.setSoTimeout(5_000);
        late.accept().close();
        Awaitility.await().until(() -> tested.emulated().counters().connections() >= 1);
      }
    }
  }

  @Test
  void shouldTalkToSeveralControllersAtOnce() throws Exception {
    try (RawController other = new RawController();
        SwitchUnderTest tested = new SwitchUnderTest(controller, other)) {
      RawConnection one = controller.handshake(4);
      RawConnection two = other.handshake(1);

      one.barrier();
      two.barrier();

      assertThat(tested.emulated().sessions().get(10, TimeUnit.SECONDS)).hasSize(2);
    }
  }
}
