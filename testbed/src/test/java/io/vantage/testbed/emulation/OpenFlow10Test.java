package io.vantage.testbed.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.emulation.RawConnection.Message;
import io.vantage.testbed.emulation.SwitchUnderTest.Sent;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpenFlow10Test {
  private static final int FLOW_MOD = 14;
  private static final int STATS_REQUEST = 16;
  private static final int STATS_REPLY = 17;
  private static final String ANYTHING = "003fffff" + "00".repeat(36);

  /** in_port 1, any VLAN, TCP from 10.0.0.0/8 to port 80. */
  private static final String WEB =
      String.format("%08x", webWildcards())
          + "0001 000000000000 000000000000 0000 00 00 0800 00 06 0000"
          + "0a000000 00000000 0000 0050";

  private static final String TCP_FRAME =
      "000000000002 000000000001 0800"
          + "4500 0028 0001 0000 40 06 0000 0a000001 0a000002"
          + "1111 0050 00000000 00000000 5002 0000 0000 0000";

  private RawController controller;
  private SwitchUnderTest tested;
  private RawConnection connection;

  private static int webWildcards() {
    int dlVlan = 1 << 1;
    int dlSrc = 1 << 2;
    int dlDst = 1 << 3;
    int tpSrc = 1 << 6;
    int source24BitsWild = 24 << 8;
    int destinationWild = 32 << 14;
    int pcpAndTos = 1 << 20 | 1 << 21;
    return dlVlan | dlSrc | dlDst | tpSrc | source24BitsWild | destinationWild | pcpAndTos;
  }

  @BeforeEach
  void connect() throws Exception {
    controller = new RawController();
    tested = new SwitchUnderTest(controller);
    connection = controller.handshake(1);
  }

  @AfterEach
  void disconnect() throws Exception {
    tested.close();
    controller.close();
  }

  private static String flowMod(String match, int command, String actions) {
    return match
        + "00000000000000aa"
        + String.format("%04x", command)
        + "0000 0000 0064 ffffffff ffff 0001"
        + actions;
  }

  private static String output(int port) {
    return String.format("0000 0008 %04x ffff", port);
  }

  @Test
  void shouldSendWhatNoEntryMatchesToTheController() throws Exception {
    tested.receive(2, "ffffffffffff 000000000001 88b5 aabb");

    Message packetIn = connection.expect(10);

    assertThat(packetIn.body())
        .isEqualTo("ffffffff" + "0010" + "0002" + "0000" + "ffffffffffff00000000000188b5aabb");
  }

  @Test
  void shouldMatchWithPrefixesAndReportTheMatchAsItWas() throws Exception {
    connection.accepted(FLOW_MOD, flowMod(WEB, 0, output(3)));

    tested.receive(1, TCP_FRAME);
    Sent sent = tested.nextSent();
    Message flows =
        connection.ask(STATS_REQUEST, STATS_REPLY, "0001 0000" + ANYTHING + "ff00 ffff");

    assertThat(sent.port()).isEqualTo(3);
    assertThat(flows.body().substring(8, 16)).isEqualTo("00600000");
    assertThat(flows.body().substring(16, 16 + 80)).isEqualTo(WEB.replace(" ", ""));
    assertThat(flows.body()).endsWith("00000008" + "0003" + "ffff");
    ByteBuffer body = flows.bytes();
    assertThat(body.getLong(4 + 64)).as("cookie").isEqualTo(0xaa);
    assertThat(body.getLong(4 + 72)).as("packets").isEqualTo(1);
  }

  @Test
  void shouldAddByModifyAndDeleteByOutputPort() throws Exception {
    connection.accepted(FLOW_MOD, flowMod(WEB, 1, output(3)));
    assertThat(tested.flows()).hasSize(1);
    String delete = flowMod(ANYTHING, 3, "");

    connection.accepted(FLOW_MOD, delete.replace("ffffffff ffff", "ffffffff 0002"));
    assertThat(tested.flows()).hasSize(1);
    connection.send(FLOW_MOD, delete.replace("ffffffff ffff", "ffffffff 0003"));
    Message removed = connection.expect(11);

    assertThat(removed.body())
        .startsWith(WEB.replace(" ", "") + "00000000000000aa" + "0064" + "02");
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldRewriteHeadersAndChecksums() throws Exception {
    String actions =
        "0005 0010 000000000099 000000000000"
            + "0007 0008 0a000063"
            + "000a 0008 1f90 0000"
            + "0001 0008 0007 0000"
            + output(2);
    connection.accepted(FLOW_MOD, flowMod(ANYTHING, 0, actions));

    tested.receive(1, TCP_FRAME);
    String sent = tested.nextSent().hex();

    assertThat(sent).startsWith("000000000099" + "000000000001" + "8100" + "0007" + "0800");
    assertThat(sent).contains("0a0000010a000063" + "11111f90");
    ByteBuffer frame = ByteBuffer.wrap(java.util.HexFormat.of().parseHex(sent));
    assertThat(Checksums.sum(frame, 18, 20)).as("IPv4 header").isEqualTo(0xffff);
    int pseudoHeader = Checksums.sum(frame, 30, 8) + 6 + 20;
    assertThat(Checksums.fold(pseudoHeader + Checksums.sum(frame, 38, 20)))
        .as("TCP")
        .isEqualTo(0xffff);
  }

  @Test
  void shouldAnswerStatisticsOfTablesPortsAndItself() throws Exception {
    connection.accepted(FLOW_MOD, flowMod(WEB, 0, output(3)));

    Message tables = connection.ask(STATS_REQUEST, STATS_REPLY, "0003 0000");
    Message ports = connection.ask(STATS_REQUEST, STATS_REPLY, "0004 0000 ffff 000000000000");
    Message aggregate =
        connection.ask(STATS_REQUEST, STATS_REPLY, "0002 0000" + ANYTHING + "ff00 ffff");
    Message description = connection.ask(STATS_REQUEST, STATS_REPLY, "0000 0000");

    assertThat(tables.bytes().capacity()).isEqualTo(4 + 64);
    assertThat(tables.bytes().getInt(4 + 44)).as("active").isEqualTo(1);
    assertThat(ports.bytes().capacity()).isEqualTo(4 + 4 * 104);
    assertThat(aggregate.bytes().getInt(4 + 16)).isEqualTo(1);
    assertThat(description.bytes().capacity()).isEqualTo(4 + 1056);
    assertThat(connection.refused(STATS_REQUEST, "0006 0000 00000000 00000000")).isEqualTo("1/2");
  }

  @Test
  void shouldUseTheErrorNumbersOf10() throws Exception {
    assertThat(connection.refused(FLOW_MOD, flowMod(WEB, 9, ""))).isEqualTo("3/4");
    assertThat(connection.refused(FLOW_MOD, flowMod(WEB, 0, "0063 0008 00000000")))
        .isEqualTo("2/0");
    assertThat(connection.refused(FLOW_MOD, flowMod(WEB, 0, output(0)))).isEqualTo("2/4");
    assertThat(connection.refused(24, "00000002")).isEqualTo("1/1");
    assertThat(List.of(tested.flows().size())).containsExactly(0);
  }
}
