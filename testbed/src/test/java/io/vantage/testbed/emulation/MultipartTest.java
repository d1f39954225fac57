package io.vantage.testbed.emulation;

import static io.vantage.testbed.emulation.FlowModBytes.ADD;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.emulation.RawConnection.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MultipartTest {
  private static final int FLOW_MOD = 14;
  private static final int GROUP_MOD = 15;
  private static final int METER_MOD = 29;
  private static final String ANY_FLOW =
      "ff000000 ffffffff ffffffff 00000000 0000000000000000 0000000000000000 0001000400000000";
  private static final String OUTPUT_2 = "0000 0010 00000002 ffff 000000000000";

  private RawController controller;
  private SwitchUnderTest tested;
  private RawConnection connection;

  @BeforeEach
  void connect() throws Exception {
    controller = new RawController();
    tested = new SwitchUnderTest(controller);
    connection = controller.handshake(4);
  }

  @AfterEach
  void disconnect() throws Exception {
    tested.close();
    controller.close();
  }

  private Message ask(int kind, String body) throws IOException {
    return connection.ask(18, 19, String.format("%04x 0000 00000000", kind) + body);
  }

  /** The answer without its multipart header. */
  private String answer(int kind, String body) throws IOException {
    return ask(kind, body).body().substring(16);
  }

  private String refused(int kind, String body) throws IOException {
    return connection.refused(18, String.format("%04x 0000 00000000", kind) + body);
  }

  @Test
  void shouldDescribeItself() throws Exception {
    Message description = ask(0, "");

    assertThat(description.bytes().capacity()).isEqualTo(8 + 1056);
    assertThat(new String(description.bytes().array(), 8, 7, StandardCharsets.US_ASCII))
        .isEqualTo("Vantage");
  }

  @Test
  void shouldReportAFlowExactlyAsItWasGiven() throws Exception {
    String match = "80000004 00000001 80000a02 0800 80001708 0a000000 ff000000";
    String instructions =
        "0001 0008 03 000000"
            + "0002 0018 00000000 0000000000000001 00000000000000ff"
            + "0003 0018 00000000 0000 0010 00000003 ffff 000000000000"
            + "0004 0018 00000000 0019 0010 80000606 0000000000aa 0000"
            + "0005 0008 00000000";
    connection.accepted(
        FLOW_MOD,
        FlowModBytes.of(ADD)
            .match(match)
            .cookie(0xbeef)
            .timeouts(100, 200)
            .priority(321)
            .flags(1)
            .instructions(instructions)
            .hex());

    String flow = answer(1, ANY_FLOW);

    ByteBuffer bytes = ByteBuffer.wrap(java.util.HexFormat.of().parseHex(flow));
    assertThat(bytes.getShort(0)).isEqualTo((short) bytes.capacity());
    assertThat(flow.substring(24, 48)).isEqualTo("0141" + "0064" + "00c8" + "0001" + "00000000");
    assertThat(bytes.getLong(24)).isEqualTo(0xbeef);
    assertThat(flow.substring(96))
        .startsWith("0001001e" + match.replace(" ", ""))
        .contains("0001000803000000")
        .contains("0003001800000000" + "0000001000000003ffff000000000000")
        .contains("0019001080000606" + "0000000000aa0000");
  }

  @Test
  void shouldFilterFlowsAndAddThemUp() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).cookie(1).output(2).hex());
    connection.accepted(
        FLOW_MOD, FlowModBytes.of(ADD).cookie(2).match("80000004 00000001").output(3).hex());
    tested.receive(2, "ffffffffffff 000000000001 88b5");
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    connection.barrier();
    String toPort3 = ANY_FLOW.replaceFirst("ffffffff", "00000003");
    String cookie2 =
        ANY_FLOW.replace("0000000000000000 0000000000000000", "0000000000000002 ffffffffffffffff");

    assertThat(answer(2, ANY_FLOW))
        .isEqualTo("0000000000000002" + "000000000000001c" + "00000002" + "00000000");
    assertThat(answer(2, toPort3).substring(32)).isEqualTo("00000001" + "00000000");
    assertThat(answer(2, cookie2).substring(32)).isEqualTo("00000001" + "00000000");
  }

  @Test
  void shouldSpreadManyFlowsOverSeveralMessages() throws Exception {
    for (int i = 1; i <= 1_000; i++) {
      connection.send(FLOW_MOD, FlowModBytes.of(ADD).priority(i).cookie(i).output(2).hex());
    }
    connection.barrier();

    Message page = ask(1, ANY_FLOW);
    int flows = 0;
    int pages = 1;
    while (page.bytes().getShort(2) == 1) {
      flows += (page.bytes().capacity() - 8) / 80;
      page = connection.expect(19);
      pages++;
    }
    flows += (page.bytes().capacity() - 8) / 80;

    assertThat(flows).isEqualTo(1_000);
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void shouldReportTables() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).match("80000004 00000001").output(2).hex());
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    tested.receive(2, "ffffffffffff 000000000001 88b5");
    connection.barrier();

    String tables = answer(3, "");

    assertThat(tables).hasSize(8 * 48);
    assertThat(tables.substring(0, 48))
        .isEqualTo("00000000" + "00000001" + "0000000000000002" + "0000000000000001");
  }

  @Test
  void shouldReportPorts() throws Exception {
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).output(2).hex());
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    connection.barrier();

    String all = answer(4, "ffffffff 00000000");
    String second = answer(4, "00000002 00000000");

    assertThat(all).hasSize(4 * 224);
    assertThat(second).hasSize(224);
    assertThat(second.substring(0, 80))
        .isEqualTo(
            "0000000200000000"
                + "0000000000000000"
                + "0000000000000001"
                + "0000000000000000"
                + "000000000000000e");
    assertThat(refused(4, "00000063 00000000")).isEqualTo("1/11");
  }

  @Test
  void shouldKeepGroupsAndReportThem() throws Exception {
    String bucket = "0020 0005 00000002 ffffffff 00000000" + OUTPUT_2;
    connection.accepted(GROUP_MOD, "0000 03 00 00000007" + bucket);
    connection.accepted(
        FLOW_MOD, FlowModBytes.of(ADD).instructions("0004 0010 00000000 0016 0008 00000007").hex());
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    assertThat(tested.nextSent().port()).isEqualTo(2);

    String statistics = answer(6, "fffffffc 00000000");
    String description = answer(7, "");
    String features = answer(8, "");

    assertThat(statistics)
        .startsWith("00380000" + "00000007" + "00000001" + "00000000")
        .contains("0000000000000001" + "000000000000000e")
        .endsWith("0000000000000001" + "000000000000000e");
    assertThat(description).isEqualTo("0028" + "0300" + "00000007" + bucket.replace(" ", ""));
    assertThat(features).hasSize(80).startsWith("0000000f0000000f00000400");
  }

  @Test
  void shouldRefuseGroupsThatCannotBe() throws Exception {
    String bucket = "0020 0000 ffffffff ffffffff 00000000" + OUTPUT_2;
    String toGroup8 = "0018 0000 ffffffff ffffffff 00000000 0016 0008 00000008";
    connection.accepted(GROUP_MOD, "0000 00 00 00000007" + bucket);

    assertThat(connection.refused(GROUP_MOD, "0000 00 00 00000007" + bucket)).isEqualTo("6/0");
    assertThat(connection.refused(GROUP_MOD, "0001 00 00 00000009" + bucket)).isEqualTo("6/8");
    assertThat(connection.refused(GROUP_MOD, "0000 02 00 00000009")).isEqualTo("6/1");
    assertThat(connection.refused(GROUP_MOD, "0000 00 00 fffffffe")).isEqualTo("6/1");
    assertThat(connection.refused(GROUP_MOD, "0000 09 00 00000009")).isEqualTo("6/10");
    assertThat(connection.refused(GROUP_MOD, "0009 00 00 00000009")).isEqualTo("6/11");
    assertThat(connection.refused(GROUP_MOD, "0000 03 00 00000009" + bucket)).isEqualTo("6/12");
    assertThat(connection.refused(GROUP_MOD, "0000 00 00 00000009" + toGroup8)).isEqualTo("2/9");
    assertThat(
            connection.refused(
                GROUP_MOD, "0001 00 00 00000007" + toGroup8.replace("00000008", "00000007")))
        .isEqualTo("6/5");
  }

  @Test
  void shouldRemoveTheEntriesOfADeletedGroupAndSayWhy() throws Exception {
    String bucket = "0020 0000 ffffffff ffffffff 00000000" + OUTPUT_2;
    connection.accepted(GROUP_MOD, "0000 00 00 00000007" + bucket);
    connection.accepted(
        FLOW_MOD,
        FlowModBytes.of(ADD).flags(1).instructions("0004 0010 00000000 0016 0008 00000007").hex());

    connection.send(GROUP_MOD, "0002 00 00 fffffffc");

    assertThat(connection.expect(11).bytes().get(10)).isEqualTo((byte) 3);
    assertThat(tested.flows()).isEmpty();
    assertThat(answer(7, "")).isEmpty();
  }

  @Test
  void shouldKeepMetersAndReportThem() throws Exception {
    String band = "0001 0010 00000064 00000005 00000000";
    connection.accepted(METER_MOD, "0000 0001 00000003" + band);
    connection.accepted(FLOW_MOD, FlowModBytes.of(ADD).instructions("0006 0008 00000003").hex());
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    connection.barrier();

    assertThat(answer(10, "ffffffff 00000000"))
        .isEqualTo("0018" + "0001" + "00000003" + band.replace(" ", ""));
    assertThat(answer(9, "00000003 00000000"))
        .startsWith("00000003" + "0038" + "000000000000" + "00000001" + "0000000000000001");
    assertThat(answer(11, "")).hasSize(32);
    assertThat(refused(9, "00000009 00000000")).isEqualTo("12/3");
    assertThat(connection.refused(METER_MOD, "0000 0001 00000003" + band)).isEqualTo("12/1");
    assertThat(connection.refused(METER_MOD, "0001 0001 00000004" + band)).isEqualTo("12/3");
    assertThat(connection.refused(METER_MOD, "0000 0001 00000000" + band)).isEqualTo("12/2");
    assertThat(connection.refused(METER_MOD, "0000 0003 00000004" + band)).isEqualTo("12/5");
    connection.accepted(METER_MOD, "0002 0000 ffffffff");
    assertThat(answer(10, "ffffffff 00000000")).isEmpty();
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldAnswerQueuesWithNone() throws Exception {
    assertThat(answer(5, "ffffffff ffffffff")).isEmpty();
  }
}
