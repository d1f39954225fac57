package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.Port;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchChannel.RoleReply;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchRefusedException;
import io.vantage.southbound.SwitchStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RequestTest extends ServerTest {
  private static final DatapathId DEVICE = new DatapathId(1);

  private static FlowMod add(int priority) {
    return new FlowMod(FlowMod.Command.ADD, FlowRule.on(DEVICE).priority(priority).build(), false);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(15, TimeUnit.SECONDS);
  }

  @Test
  void shouldTellRolesAndRefusals() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<RoleReply> master = channel.requestRole(Role.MASTER, 42);
      RawSwitch.Frame request = peer.read(24);
      assertThat(request.hex()).isEqualTo("0000000200000000000000000000002a");
      peer.send(4, 25, request.xid(), request.hex());
      assertThat(get(master)).isEqualTo(new RoleReply(Role.MASTER, 42));
      CompletableFuture<RoleReply> stale = channel.requestRole(Role.MASTER, 41);
      peer.send(4, 1, peer.read(24).xid(), "000b 0000");
      assertThatThrownBy(() -> get(stale))
          .hasCauseInstanceOf(SwitchRefusedException.class)
          .hasMessageContaining("STALE");
    }
  }

  @Test
  void shouldMapErrorsToPositionsThroughTheBarrier() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<Map<Integer, SwitchError>> batch =
          channel.sendAndConfirm(List.of(add(1), add(2), add(3)));
      CompletableFuture<Map<Integer, SwitchError>> next = channel.sendAndConfirm(List.of(add(4)));
      CompletableFuture<Map<Integer, SwitchError>> empty = channel.sendAndConfirm(List.of());
      int first = peer.read(14).xid();
      int second = peer.read(14).xid();
      peer.read(14);
      peer.send(4, 1, second, "0005 0001 00000000");
      RawSwitch.Frame barrier = peer.read();
      assertThat(barrier.type()).isEqualTo(20);
      int fourth = peer.read(14).xid();
      peer.send(4, 21, barrier.xid(), "");
      peer.send(4, 1, fourth, "0001 000a");
      peer.send(4, 21, peer.read(20).xid(), "");
      peer.send(4, 21, peer.read(20).xid(), "");
      assertThat(second).isEqualTo(first + 1);
      assertThat(get(batch))
          .isEqualTo(Map.of(1, new SwitchError(5, 1, "OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL")));
      assertThat(get(next).get(0).isSlave()).isTrue();
      assertThat(get(empty)).isEmpty();
    }
  }

  @Test
  void shouldSendTheRestOfABatchWhenOneMessageCannotBeExpressed() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake10(1)) {
      SwitchChannel channel = listener.connected();
      FlowRule group = FlowRule.on(DEVICE).actions(new Action.ToGroup(1)).build();
      CompletableFuture<Map<Integer, SwitchError>> batch =
          channel.sendAndConfirm(
              List.of(add(1), new FlowMod(FlowMod.Command.ADD, group, false), add(3)));
      peer.read(14);
      peer.read(14);
      RawSwitch.Frame barrier = peer.read();
      peer.send(1, 19, barrier.xid(), "");
      assertThat(barrier.type()).isEqualTo(18);
      assertThat(get(batch)).containsOnlyKeys(1);
      assertThat(get(batch).get(1).text()).contains("OpenFlow 1.0 has no action ToGroup");
      Group missing = new Group(DEVICE, 1, Group.Type.ALL, List.of(), "");
      assertThatThrownBy(
              () -> channel.send(new SwitchMessage.GroupMod(SwitchMessage.Command.ADD, missing)))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> get(channel.requestRole(Role.MASTER, 1)))
          .hasCauseInstanceOf(UnsupportedOperationException.class);
      assertThat(get(channel.groupStatistics())).isEmpty();
      assertThat(get(channel.meterStatistics())).isEmpty();
    }
  }

  @Test
  void shouldFailRequestsWithoutAnAnswerByTheirDeadline() throws Exception {
    restart(settings().withRequestDeadline(Duration.ofSeconds(1)));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<?> role = channel.requestRole(Role.SLAVE, 1);
      CompletableFuture<?> batch = channel.sendAndConfirm(List.of(add(1)));
      CompletableFuture<?> flows = channel.flowStatistics();
      int xid = peer.read(24).xid();
      for (CompletableFuture<?> request : List.of(role, batch, flows)) {
        assertThatThrownBy(() -> get(request)).hasCauseInstanceOf(TimeoutException.class);
      }
      peer.send(4, 25, xid, "00000003 00000000 0000000000000001");
      CompletableFuture<Duration> echo = channel.echo();
      peer.send(4, 3, peer.read(2).xid(), "");
      assertThat(get(echo)).isPositive();
    }
  }

  @Test
  void shouldFailRequestsWhenTheConnectionEnds() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<?> flows = channel.flowStatistics();
      CompletableFuture<?> batch = channel.sendAndConfirm(List.of(add(1)));
      channel.close("enough");
      assertThatThrownBy(() -> get(flows))
          .hasCauseInstanceOf(SwitchGoneException.class)
          .hasMessageContaining("enough");
      assertThatThrownBy(() -> get(batch)).hasCauseInstanceOf(SwitchGoneException.class);
      assertThat(listener.next().detail()).isEqualTo("enough");
      assertThatThrownBy(() -> get(channel.echo())).hasCauseInstanceOf(SwitchGoneException.class);
      assertThat(channel.send(add(1))).isFalse();
    }
  }

  @Test
  void shouldPutTogetherTheParts() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<List<SwitchStatistics.Table>> tables = channel.tableStatistics();
      RawSwitch.Frame request = peer.read(18);
      assertThat(request.hex()).startsWith("0003");
      peer.send(4, 19, request.xid(), "0003 0001 00000000" + table(0));
      peer.send(4, 19, request.xid(), "0003 0001 00000000");
      peer.send(4, 19, request.xid(), "0003 0000 00000000" + table(1) + table(2));
      assertThat(get(tables)).extracting(SwitchStatistics.Table::id).containsExactly(0, 1, 2);
      assertThat(get(tables).get(0)).isEqualTo(new SwitchStatistics.Table(0, 4, 5, 6));
    }
  }

  @Test
  void shouldNotTakePartsWithoutEnd() throws Exception {
    watchFewBuffers();
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<List<SwitchStatistics.Table>> tables = channel.tableStatistics();
      int xid = peer.read(18).xid();
      byte[] part = RawSwitch.message(4, 19, xid, "0003 0001 00000000" + table(0).repeat(2700));
      for (int sent = 0; sent <= Pending.Multipart.MAX_ITEMS; sent += 2700) {
        peer.raw(part);
      }
      assertThatThrownBy(() -> get(tables))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("more than");
      CompletableFuture<Duration> echo = channel.echo();
      peer.send(4, 3, peer.read(2).xid(), "");
      get(echo);
    }
  }

  @Test
  void shouldNotLetEmptyPartsPutOffTheDeadline() throws Exception {
    restart(settings().withRequestDeadline(Duration.ofMillis(200)));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      CompletableFuture<?> tables = listener.connected().tableStatistics();
      int xid = peer.read(18).xid();
      while (!tables.isDone()) {
        peer.send(4, 19, xid, "0003 0001 00000000");
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
      assertThatThrownBy(() -> get(tables)).hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void shouldFailARequestWhoseReplyIsMalformedAndGoOn() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<?> ports = channel.portStatistics();
      peer.send(4, 19, peer.read(18).xid(), "0004 0000 00000000 00");
      assertThatThrownBy(() -> get(ports)).isInstanceOf(ExecutionException.class);
      CompletableFuture<?> other = channel.portStatistics();
      peer.send(4, 19, peer.read(18).xid(), "0003 0000 00000000" + table(0));
      assertThatThrownBy(() -> get(other))
          .as("another type")
          .isInstanceOf(ExecutionException.class);
      CompletableFuture<List<SwitchStatistics.Port>> again = channel.portStatistics();
      peer.send(
          4,
          19,
          peer.read(18).xid(),
          "0004 0000 00000000 00000001 00000000"
              + "%016x".repeat(12).formatted(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
              + "0000000000000000");
      assertThat(get(again)).containsExactly(new SwitchStatistics.Port(1, 1, 2, 3, 4, 5, 6, 7, 8));
    }
  }

  @Test
  void shouldReportChangesOfPortsAndRemovedFlows() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      peer.send(4, 12, 0, "02 00000000000000" + RawSwitch.port13(1, "p1", 0, 1));
      peer.send(4, 12, 0, "00 00000000000000" + RawSwitch.port13(0xfffffffe, "local", 0, 0));
      peer.send(4, 12, 0, "01 00000000000000" + RawSwitch.port13(1, "p1", 1, 0));
      peer.send(
          4,
          11,
          0,
          "000000000000abcd 0064 00 05"
              + "00".repeat(12)
              + "0000000000000001 0000000000000002 0001 0004 00000000");
      RecordingListener.Event changed = listener.next();
      assertThat(((Port) changed.detail()).up()).isFalse();
      assertThat(listener.next().what()).isEqualTo("portRemoved");
      FlowRemoved removed = (FlowRemoved) listener.next().detail();
      assertThat(removed.key().table()).isEqualTo(5);
      assertThat(removed.cookie()).isEqualTo(0xabcd);
      assertThat(removed.reason()).isEqualTo(FlowRemoved.Reason.IDLE_TIMEOUT);
    }
  }

  private static String table(int id) {
    return "%02x 000000 00000004 0000000000000005 0000000000000006".formatted(id);
  }
}
