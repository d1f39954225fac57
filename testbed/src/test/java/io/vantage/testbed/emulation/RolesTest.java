package io.vantage.testbed.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RolesTest {
  private static final int ROLE_REQUEST = 24;
  private static final int ROLE_REPLY = 25;
  private static final int NO_CHANGE = 0;
  private static final int EQUAL = 1;
  private static final int MASTER = 2;
  private static final int SLAVE = 3;
  private static final String STALE = "11/0";

  private RawController oneController;
  private RawController otherController;
  private SwitchUnderTest tested;
  private RawConnection one;
  private RawConnection other;

  @BeforeEach
  void connect() throws Exception {
    oneController = new RawController();
    otherController = new RawController();
    tested = new SwitchUnderTest(oneController, otherController);
    one = oneController.handshake(4);
    other = otherController.handshake(4);
  }

  @AfterEach
  void disconnect() throws Exception {
    tested.close();
    oneController.close();
    otherController.close();
  }

  private static String request(int role, long generation) {
    return String.format("%08x00000000%016x", role, generation);
  }

  private static String ask(RawConnection connection, int role, long generation)
      throws IOException {
    return connection.ask(ROLE_REQUEST, ROLE_REPLY, request(role, generation)).body();
  }

  @Test
  void shouldAnswerAQueryBeforeAnyGenerationWithEqualAndAllOnes() throws Exception {
    assertThat(ask(one, NO_CHANGE, 77)).isEqualTo(request(EQUAL, -1L));
  }

  @Test
  void shouldDemoteTheMasterWhenAnotherTakesOver() throws Exception {
    assertThat(ask(one, MASTER, 5)).isEqualTo(request(MASTER, 5));
    assertThat(ask(other, MASTER, 6)).isEqualTo(request(MASTER, 6));

    assertThat(ask(one, NO_CHANGE, 0)).isEqualTo(request(SLAVE, 6));
    assertThat(ask(other, NO_CHANGE, 0)).isEqualTo(request(MASTER, 6));
  }

  @Test
  void shouldRefuseAStaleGenerationForMasterAndSlaveButTakeTheSame() throws Exception {
    ask(one, MASTER, 5);

    assertThat(other.refused(ROLE_REQUEST, request(MASTER, 4))).isEqualTo(STALE);
    assertThat(other.refused(ROLE_REQUEST, request(SLAVE, 4))).isEqualTo(STALE);
    assertThat(ask(other, SLAVE, 5)).isEqualTo(request(SLAVE, 5));
    assertThat(ask(other, EQUAL, 1)).isEqualTo(request(EQUAL, 5));
    assertThat(ask(one, NO_CHANGE, 0)).isEqualTo(request(MASTER, 5));
  }

  @Test
  void shouldCompareGenerationsAsASignedDistanceThatWrapsAround() throws Exception {
    ask(one, MASTER, -2L);

    assertThat(ask(one, MASTER, 3)).isEqualTo(request(MASTER, 3));
    assertThat(one.refused(ROLE_REQUEST, request(MASTER, -2L))).isEqualTo(STALE);
    assertThat(ask(one, MASTER, Long.MAX_VALUE)).isEqualTo(request(MASTER, Long.MAX_VALUE));
    assertThat(ask(one, MASTER, Long.MIN_VALUE)).isEqualTo(request(MASTER, Long.MIN_VALUE));
  }

  @Test
  void shouldRememberTheGenerationOverAReconnectAndForgetItOverARestart() throws Exception {
    ask(one, MASTER, 9);
    tested.emulated().disconnect().get(10, TimeUnit.SECONDS);
    RawConnection again = oneController.handshake(4);
    assertThat(ask(again, NO_CHANGE, 0)).isEqualTo(request(EQUAL, 9));
    assertThat(again.refused(ROLE_REQUEST, request(MASTER, 8))).isEqualTo(STALE);

    tested.emulated().restart().get(10, TimeUnit.SECONDS);

    RawConnection afterRestart = oneController.handshake(4);
    assertThat(ask(afterRestart, MASTER, 1)).isEqualTo(request(MASTER, 1));
  }

  @Test
  void shouldRefuseAnUnknownRoleAndAShortRequest() throws Exception {
    assertThat(one.refused(ROLE_REQUEST, request(7, 1))).isEqualTo("11/2");
    assertThat(one.refused(ROLE_REQUEST, "00000002")).isEqualTo("1/6");
  }

  @Test
  void shouldRefuseWritesOfASlaveButAnswerItsQuestions() throws Exception {
    ask(one, SLAVE, 1);

    assertThat(one.refused(14, FlowModBytes.of(FlowModBytes.ADD).hex())).isEqualTo("1/10");
    assertThat(one.refused(13, "ffffffff fffffffd 0000 000000000000")).isEqualTo("1/10");
    assertThat(one.refused(15, "0000 01 00 00000001")).isEqualTo("1/10");
    assertThat(one.refused(29, "0000 0000 00000001")).isEqualTo("1/10");
    assertThat(one.ask(18, 19, "0003 0000 00000000").bytes().capacity()).isEqualTo(8 + 8 * 24);
    assertThat(tested.flows()).isEmpty();
  }

  @Test
  void shouldSendPacketInsToMasterAndEqualOnlyButPortStatusToAll() throws Exception {
    ask(one, MASTER, 1);
    ask(other, SLAVE, 1);
    one.accepted(14, FlowModBytes.of(FlowModBytes.ADD).priority(0).output(0xfffffffd).hex());

    tested.receive(1, "ffffffffffff 000000000001 88b5 00");
    tested.emulated().link(2, false).get(10, TimeUnit.SECONDS);

    one.expect(10);
    one.expect(12);
    // The slave's first message is the port-status.
    other.expect(12);
  }
}
