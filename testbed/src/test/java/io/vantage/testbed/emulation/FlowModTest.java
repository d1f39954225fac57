package io.vantage.testbed.emulation;

import static io.vantage.testbed.emulation.FlowModBytes.ADD;
import static io.vantage.testbed.emulation.FlowModBytes.DELETE;
import static io.vantage.testbed.emulation.FlowModBytes.DELETE_STRICT;
import static io.vantage.testbed.emulation.FlowModBytes.MODIFY;
import static io.vantage.testbed.emulation.FlowModBytes.MODIFY_STRICT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.emulation.RawConnection.Message;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowFilter;
import io.vantage.testbed.emulation.datapath.Instruction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FlowModTest {
  private static final int FLOW_MOD = 14;
  private static final int FLOW_REMOVED = 11;
  private static final String IN_PORT_1 = "80000004 00000001";
  private static final String IN_PORT_2 = "80000004 00000002";
  private static final String IPV4 = "80000a02 0800";
  private static final String NET_10_8 = "80001708 0a000000 ff000000";
  private static final String HOST_10_0_0_1 = "80001604 0a000001";

  private RawController controller;
  private SwitchUnderTest tested;
  private RawConnection connection;

  @BeforeEach
  void connect() throws Exception {
    controller = new RawController();
    tested = new SwitchUnderTest(SwitchUnderTest.options().withFlowsPerTable(5), controller);
    connection = controller.handshake(4);
  }

  @AfterEach
  void disconnect() throws Exception {
    tested.close();
    controller.close();
  }

  private void accept(FlowModBytes mod) throws Exception {
    connection.accepted(FLOW_MOD, mod.hex());
  }

  private String refuse(FlowModBytes mod) throws Exception {
    return connection.refused(FLOW_MOD, mod.hex());
  }

  private List<Long> cookies() throws Exception {
    return tested.flows().stream().map(FlowSnapshot::cookie).sorted().toList();
  }

  @Test
  void shouldReplaceAnEntryWithTheSameMatchAndPriority() throws Exception {
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(1).output(2));
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(2).output(3));
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(3).priority(7).output(3));

    assertThat(cookies()).containsExactly(2L, 3L);
  }

  @Test
  void shouldKeepCountersOfAReplacedEntryUnlessToldToReset() throws Exception {
    accept(FlowModBytes.of(ADD).output(2));
    tested.receive(1, "ffffffffffff 000000000001 88b5");
    tested.nextSent();
    accept(FlowModBytes.of(ADD).output(3));
    assertThat(tested.flows().get(0).packets()).isEqualTo(1);
    assertThat(tested.flows().get(0).bytes()).isEqualTo(14);

    accept(FlowModBytes.of(ADD).flags(4).output(3));

    assertThat(tested.flows().get(0).packets()).isZero();
  }

  @Test
  void shouldDeleteWhatIsAsSpecificOrMoreAndStrictlyOnlyTheSame() throws Exception {
    accept(FlowModBytes.of(ADD).match(IPV4 + NET_10_8).cookie(1));
    accept(FlowModBytes.of(ADD).match(IPV4 + HOST_10_0_0_1).cookie(2));
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(3));

    accept(FlowModBytes.of(DELETE_STRICT).match(IPV4 + NET_10_8).priority(99));
    assertThat(cookies()).containsExactly(1L, 2L, 3L);
    accept(FlowModBytes.of(DELETE_STRICT).match(IPV4 + NET_10_8));
    assertThat(cookies()).containsExactly(2L, 3L);
    accept(FlowModBytes.of(DELETE).match(IPV4 + NET_10_8).priority(99));
    assertThat(cookies()).containsExactly(3L);
    accept(FlowModBytes.of(DELETE).table(0xff));
    assertThat(cookies()).isEmpty();
  }

  @Test
  void shouldRestrictDeletionByCookieOutputPortAndTable() throws Exception {
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(0x0101).output(2));
    accept(FlowModBytes.of(ADD).match(IN_PORT_2).cookie(0x0201).output(3));
    accept(FlowModBytes.of(ADD).match(IN_PORT_2).cookie(0x0202).table(1).output(2));

    accept(FlowModBytes.of(DELETE).table(1).outPort(3));
    assertThat(tested.flows()).hasSize(3);
    accept(FlowModBytes.of(DELETE).table(0xff).cookie(0x02).cookieMask(0xff));
    assertThat(cookies()).containsExactly(0x0101L, 0x0201L);
    accept(FlowModBytes.of(DELETE).outPort(3));
    assertThat(cookies()).containsExactly(0x0101L);
  }

  @Test
  void shouldModifyInstructionsOnlyAndAddNothing() throws Exception {
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(1).timeouts(30, 60).output(2));
    accept(FlowModBytes.of(ADD).match(IN_PORT_2).cookie(2).output(2));

    accept(FlowModBytes.of(MODIFY_STRICT).match(IN_PORT_1).cookie(9).output(4));
    accept(FlowModBytes.of(MODIFY).match("80000004 00000003").output(4));

    assertThat(tested.flows()).hasSize(2);
    FlowSnapshot changed =
        tested.flows().stream().filter(f -> f.cookie() == 1).findFirst().orElseThrow();
    assertThat(changed.instructions().toString()).contains("port=4");
    assertThat(changed.idleSeconds()).isEqualTo(30);
    accept(FlowModBytes.of(MODIFY).output(3));
    assertThat(tested.flows()).allMatch(f -> f.instructions().toString().contains("port=3"));
  }

  @Test
  void shouldRefuseAnOverlapOnlyWhenAskedTo() throws Exception {
    accept(FlowModBytes.of(ADD).match(IPV4 + NET_10_8));

    assertThat(refuse(FlowModBytes.of(ADD).match(IN_PORT_1).flags(2))).isEqualTo("5/3");
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).flags(2).priority(5));
    accept(FlowModBytes.of(ADD).match("80000a02 0806").flags(2));
    accept(FlowModBytes.of(ADD).match(IN_PORT_1));
  }

  @Test
  void shouldRefuseMoreEntriesThanTheTableHolds() throws Exception {
    for (int i = 0; i < 5; i++) {
      accept(FlowModBytes.of(ADD).priority(i + 1));
    }

    assertThat(refuse(FlowModBytes.of(ADD).priority(6))).isEqualTo("5/1");
    accept(FlowModBytes.of(ADD).priority(5).output(1));
    accept(FlowModBytes.of(ADD).priority(6).table(1));
    assertThat(tested.flows()).hasSize(6);
  }

  @Test
  void shouldSendFlowRemovedForADeletionWhenTheEntryWantsIt() throws Exception {
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(0xabc).flags(1).timeouts(11, 22));
    accept(FlowModBytes.of(ADD).match(IN_PORT_2));

    connection.send(FLOW_MOD, FlowModBytes.of(DELETE).hex());
    Message removed = connection.expect(FLOW_REMOVED);
    connection.barrier();

    ByteBuffer body = removed.bytes();
    assertThat(body.getLong(0)).isEqualTo(0xabc);
    assertThat(body.getShort(8)).isEqualTo((short) 100);
    assertThat(body.get(10)).isEqualTo((byte) 2);
    assertThat(body.getShort(20)).isEqualTo((short) 11);
    assertThat(body.getShort(22)).isEqualTo((short) 22);
    assertThat(removed.body().substring(80)).isEqualTo("0001000c8000000400000001" + "00000000");
  }

  @Test
  void shouldLetEntriesTimeOut() throws Exception {
    accept(FlowModBytes.of(ADD).cookie(1).flags(1).timeouts(0, 1));
    accept(FlowModBytes.of(ADD).match(IN_PORT_1).cookie(2).flags(1).timeouts(1, 0));

    Message first = connection.expect(FLOW_REMOVED);
    Message second = connection.expect(FLOW_REMOVED);

    assertThat(List.of(reason(first), reason(second))).containsExactlyInAnyOrder("1/1", "2/0");
    assertThat(tested.flows()).isEmpty();
  }

  private static String reason(Message removed) {
    return removed.bytes().getLong(0) + "/" + removed.bytes().get(10);
  }

  @Test
  void shouldNameTheMistakeInAMatch() throws Exception {
    String tcpPortAlone = "80001a02 0050";
    String unknownField = "80007f01 00";
    String experimenter = "ffff0006 00002320 0001";
    String maskedType = "80000b04 0800 ffff";
    String wrongLength = "80000a03 080000";
    String bitsOutsideMask = "80001908 0a000001 ff000000";
    String valueTooBig = "80000c02 2000";

    assertThat(refuse(FlowModBytes.of(ADD).match(tcpPortAlone))).isEqualTo("4/9");
    assertThat(refuse(FlowModBytes.of(ADD).match(IN_PORT_1 + IN_PORT_1))).isEqualTo("4/10");
    assertThat(refuse(FlowModBytes.of(ADD).match(unknownField))).isEqualTo("4/6");
    assertThat(refuse(FlowModBytes.of(ADD).match(experimenter))).isEqualTo("4/6");
    assertThat(refuse(FlowModBytes.of(ADD).match(maskedType))).isEqualTo("4/8");
    assertThat(refuse(FlowModBytes.of(ADD).match(wrongLength))).isEqualTo("4/1");
    assertThat(refuse(FlowModBytes.of(ADD).match(IPV4 + bitsOutsideMask))).isEqualTo("4/5");
    assertThat(refuse(FlowModBytes.of(ADD).match(valueTooBig))).isEqualTo("4/7");
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldNameTheMistakeInCommandTableOrInstructions() throws Exception {
    String gotoItself = "0001 0008 00 000000";
    String gotoNowhere = "0001 0008 63 000000";
    String unknownInstruction = "0063 0008 00000000";
    String unknownMeter = "0006 0008 00000007";
    String apply = "0004 %s 00000000";
    String toGroup = String.format(apply, "0010") + "0016 0008 00000009";
    String unknownAction = String.format(apply, "0010") + "0063 0008 00000000";
    String shortOutput = String.format(apply, "0010") + "0000 0008 00000001";
    String setIpWithoutType = String.format(apply, "0018") + "0019 0010 80001604 0a000001 00000000";

    assertThat(refuse(FlowModBytes.of(9))).isEqualTo("5/6");
    assertThat(refuse(FlowModBytes.of(ADD).table(0xff))).isEqualTo("5/2");
    assertThat(refuse(FlowModBytes.of(ADD).flags(0x8000))).isEqualTo("5/7");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(gotoItself))).isEqualTo("3/2");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(gotoNowhere))).isEqualTo("3/2");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(unknownInstruction))).isEqualTo("3/0");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(unknownMeter))).isEqualTo("12/2");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(toGroup))).isEqualTo("2/9");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(unknownAction))).isEqualTo("2/0");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(shortOutput))).isEqualTo("2/1");
    assertThat(refuse(FlowModBytes.of(ADD).instructions(setIpWithoutType))).isEqualTo("2/10");
    assertThat(refuse(FlowModBytes.of(ADD).output(0))).isEqualTo("2/4");
    assertThat(refuse(FlowModBytes.of(ADD).output(0xfffffff9))).isEqualTo("2/4");
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldRefuseWhatItIsToldToRefuse() throws Exception {
    tested
        .emulated()
        .refuseFlowMods(
            mod ->
                mod.priority() == 66 ? Optional.of(ErrorKind.FLOW_PERMISSIONS) : Optional.empty())
        .get(10, TimeUnit.SECONDS);

    assertThat(refuse(FlowModBytes.of(ADD).priority(66))).isEqualTo("5/4");
    accept(FlowModBytes.of(ADD).priority(67));
    assertThat(tested.flows()).hasSize(1);
  }

  @Test
  void shouldLoseEntriesBehindTheControllersBack() throws Exception {
    accept(FlowModBytes.of(ADD).flags(1));

    int gone = tested.emulated().deleteFlowsSilently(FlowFilter.ALL).get(10, TimeUnit.SECONDS);

    assertThat(gone).isEqualTo(1);
    assertThat(tested.flows()).isEmpty();
    // No flow-removed comes before the answer to the barrier.
    connection.barrier();
  }

  @Test
  void shouldForgetEverythingOverARestartAndReconnect() throws Exception {
    accept(FlowModBytes.of(ADD));

    tested.emulated().restart().get(10, TimeUnit.SECONDS);

    RawConnection again = controller.handshake(4);
    assertThat(again.ask(18, 19, "000d 0000 00000000").bytes().capacity()).isEqualTo(8 + 4 * 64);
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldKeepEntriesOverAReconnect() throws Exception {
    accept(FlowModBytes.of(ADD));

    tested.emulated().disconnect().get(10, TimeUnit.SECONDS);

    controller.handshake(4).barrier();
    assertThat(tested.flows()).hasSize(1);
    assertThat(tested.flows().get(0).instructions()).isEqualTo(List.<Instruction>of());
  }
}
