package io.vantage.testbed.emulation;

import static io.vantage.testbed.emulation.FlowModBytes.ADD;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.emulation.RawConnection.Message;
import io.vantage.testbed.emulation.SwitchUnderTest.Sent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packet-ins and packet-outs, buffers, ports and back-pressure. */
@Timeout(20)
class PacketsTest {
  private static final int PACKET_IN = 10;
  private static final int PORT_STATUS = 12;
  private static final int PACKET_OUT = 13;
  private static final int FLOW_MOD = 14;
  private static final String FRAME = "ffffffffffff" + "000000000001" + "88b5" + "0102030405060708";
  private static final int CONTROLLER = 0xfffffffd;

  private RawController controller;
  private SwitchUnderTest tested;
  private RawConnection connection;

  @BeforeEach
  void connect() throws Exception {
    controller = new RawController();
    tested = new SwitchUnderTest(SwitchUnderTest.options().withBuffers(4), controller);
    connection = controller.handshake(4);
  }

  @AfterEach
  void disconnect() throws Exception {
    tested.close();
    controller.close();
  }

  private static String packetOut(int buffer, int inPort, int outPort, String frame) {
    return String.format("%08x%08x0010000000000000", buffer, inPort)
        + String.format("00000010%08xffff000000000000", outPort)
        + frame;
  }

  private List<Integer> portsAfter(String packetOut) throws Exception {
    connection.send(PACKET_OUT, packetOut);
    return tested.allSent(connection).stream().map(Sent::port).toList();
  }

  @Test
  void shouldDropWhatNoEntryMatchesIn13() throws Exception {
    tested.receive(1, FRAME);

    connection.barrier();
  }

  @Test
  void shouldSendAPacketInWithReasonNoMatchForTheTableMissEntry() throws Exception {
    connection.accepted(
        FLOW_MOD, FlowModBytes.of(ADD).priority(0).cookie(0x77).output(CONTROLLER).hex());

    tested.receive(3, FRAME);
    Message packetIn = connection.expect(PACKET_IN);

    ByteBuffer body = packetIn.bytes();
    assertThat(body.getInt(0)).as("max_len 0xffff: not buffered").isEqualTo(-1);
    assertThat(body.getShort(4)).isEqualTo((short) 22);
    assertThat(body.get(6)).as("reason").isEqualTo((byte) 0);
    assertThat(body.getLong(8)).as("cookie").isEqualTo(0x77);
    assertThat(packetIn.body().substring(32))
        .isEqualTo("0001000c8000000400000003" + "00000000" + "0000" + FRAME);
  }

  @Test
  void shouldBufferAPacketAndSendItOutByNumber() throws Exception {
    String sendTenBytes = "0004001800000000 00000010 fffffffd 000a 000000000000";
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).instructions(sendTenBytes).hex());
    tested.receive(3, FRAME);
    Message packetIn = connection.expect(PACKET_IN);
    int buffer = packetIn.bytes().getInt(0);

    connection.send(PACKET_OUT, packetOut(buffer, 3, 2, ""));

    assertThat(buffer).isNotEqualTo(-1);
    assertThat(packetIn.bytes().get(6)).as("reason").isEqualTo((byte) 1);
    assertThat(packetIn.body()).endsWith(FRAME.substring(0, 20));
    assertThat(tested.nextSent()).isEqualTo(new Sent(2, FRAME));
    assertThat(connection.refused(PACKET_OUT, packetOut(buffer, 3, 2, ""))).isEqualTo("1/7");
    assertThat(connection.refused(PACKET_OUT, packetOut(0x12345, 3, 2, ""))).isEqualTo("1/8");
  }

  @Test
  void shouldSendABufferedPacketThroughTheEntryThatNamesIt() throws Exception {
    String sendTenBytes = "0004001800000000 00000010 fffffffd 000a 000000000000";
    connection.accepted(
        FLOW_MOD, FlowModBytes.of(ADD).priority(0).instructions(sendTenBytes).hex());
    tested.receive(3, FRAME);
    int buffer = connection.expect(PACKET_IN).bytes().getInt(0);

    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).buffer(buffer).output(4).hex());

    assertThat(tested.nextSent()).isEqualTo(new Sent(4, FRAME));
  }

  @Test
  void shouldSendPacketOutsToReservedPorts() throws Exception {
    int none = -1;
    assertThat(portsAfter(packetOut(none, 2, 0xfffffffb, FRAME))).containsExactly(1, 3, 4);
  }

  @Test
  void shouldSendBackOnlyWhenInPortIsNamed() throws Exception {
    int none = -1;
    assertThat(portsAfter(packetOut(none, 2, 2, FRAME))).isEmpty();
    assertThat(portsAfter(packetOut(none, 2, 0xfffffff8, FRAME))).containsExactly(2);
  }

  @Test
  void shouldSendAPacketOutThroughTheTables() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).match("80000004 00000002").output(4).hex());

    assertThat(portsAfter(packetOut(-1, 2, 0xfffffff9, FRAME))).containsExactly(4);
  }

  @Test
  void shouldRefuseAPacketOutToAPortThatCannotBe() throws Exception {
    assertThat(connection.refused(PACKET_OUT, packetOut(-1, 2, 0xffffff77, FRAME)))
        .isEqualTo("2/4");
  }

  @Test
  void shouldReportPortsGoingDownAndUpAndComingAndLeaving() throws Exception {
    tested.emulated().link(2, false).get(10, TimeUnit.SECONDS);
    Message down = connection.expect(PORT_STATUS);
    tested.emulated().link(2, false).get(10, TimeUnit.SECONDS);
    tested.emulated().link(2, true).get(10, TimeUnit.SECONDS);
    Message up = connection.expect(PORT_STATUS);
    tested.emulated().addPort(9, "new", 7).get(10, TimeUnit.SECONDS);
    Message added = connection.expect(PORT_STATUS);
    tested.emulated().removePort(9).get(10, TimeUnit.SECONDS);
    Message removed = connection.expect(PORT_STATUS);

    assertThat(down.bytes().get(0)).isEqualTo((byte) 2);
    assertThat(down.bytes().getInt(8)).isEqualTo(2);
    assertThat(down.bytes().getInt(8 + 36)).as("state").isEqualTo(1);
    assertThat(up.bytes().getInt(8 + 36)).as("state").isEqualTo(4);
    assertThat(added.bytes().get(0)).isEqualTo((byte) 0);
    assertThat(removed.bytes().get(0)).isEqualTo((byte) 1);
  }

  @Test
  void shouldTakeAPortDownByPortModAndRefuseAWrongAddress() throws Exception {
    String portMod = "00000002 00000000 %s 0000 00000001 00000001 00000000 00000000";

    connection.send(16, String.format(portMod, "020000002a02"));
    Message status = connection.expect(PORT_STATUS);

    assertThat(status.bytes().getInt(8 + 32)).as("config").isEqualTo(1);
    assertThat(portsAfter(packetOut(-1, 1, 0xfffffffb, FRAME))).containsExactly(3, 4);
    assertThat(connection.refused(16, String.format(portMod, "000000000000"))).isEqualTo("7/1");
    assertThat(
            connection.refused(16, String.format(portMod, "020000002a02").replaceFirst("2", "9")))
        .isEqualTo("7/0");
  }

  @Test
  void shouldSendOnlyTheAsynchronousMessagesAskedFor() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).output(CONTROLLER).hex());
    connection.accepted(28, "00000000 00000000 00000000 00000000 0000000f 00000000");

    tested.receive(1, FRAME);
    tested.emulated().link(2, false).get(10, TimeUnit.SECONDS);

    connection.barrier();
    assertThat(connection.ask(26, 27, "").body())
        .isEqualTo("00000000000000000000000000000000" + "0000000f00000000");
  }

  @Test
  void shouldStopReadingAndCatchUpLater() throws Exception {
    tested.emulated().stopReading().get(10, TimeUnit.SECONDS);

    connection.send(FLOW_MOD, FlowModBytes.of(ADD).hex());
    connection.send(20, "");

    Awaitility.await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(2))
        .until(() -> tested.emulated().counters().flowMods() == 0);
    tested.emulated().resumeReading().get(10, TimeUnit.SECONDS);
    connection.expect(21);
    assertThat(tested.flows()).hasSize(1);
  }

  @Test
  void shouldDropPacketInsForAControllerThatDoesNotRead() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).output(CONTROLLER).hex());
    String big = FRAME + "00".repeat(1_400);

    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              for (int i = 0; i < 200; i++) {
                tested.receive(1, big);
              }
              return tested.emulated().counters().packetInsDropped() > 0;
            });

    // What it was sent is still whole: the switch answers once the controller reads again.
    connection.send(20, "");
    Message message = connection.receive();
    while (message.type() == PACKET_IN) {
      message = connection.receive();
    }
    assertThat(message.type()).isEqualTo(21);
  }
}
