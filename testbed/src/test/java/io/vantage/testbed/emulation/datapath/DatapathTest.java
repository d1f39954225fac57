package io.vantage.testbed.emulation.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matching, rewriting, groups and timeouts, in virtual time and without a socket. */
class DatapathTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String L2 = "0000000000020000000000010800";
  private static final String UDP =
      L2 + "4500001e00010000401100000a0000010a000002" + "11110035000a0000" + "abcd";
  private static final String ARP_REQUEST =
      "ffffffffffff0000000000010806"
          + "0001080006040001"
          + "0000000000010a000001"
          + "0000000000000a000002";
  private static final String PING =
      L2 + "4500001c000100004001" + "00000a0000010a000002" + "0800f7ff00000000";
  private static final String IPV6_UDP =
      "00000000000200000000000186dd"
          + "6ab00007000a1140"
          + "20010db8000000000000000000000001"
          + "20010db8000000000000000000000002"
          + "11110035000a0000"
          + "abcd";
  private static final String NEIGHBOUR_SOLICITATION =
      "33330000000200000000000186dd"
          + "6000000000203aff"
          + "fe800000000000000000000000000001"
          + "ff0200000000000000000001ff000002"
          + "8700000000000000"
          + "fe800000000000000000000000000002"
          + "0101000000000001";
  private static final String TAGGED = "0000000000020000000000018100600708004500";

  private final AtomicLong now = new AtomicLong(1);
  private final List<String> events = new ArrayList<>();
  private Datapath datapath;

  private final class Recorder implements Outlet {
    @Override
    public void transmit(int port, Frame frame) {
      events.add(port + ":" + HexFormat.of().formatHex(frame.bytes()));
    }

    @Override
    public void packetIn(PacketInEvent event) {
      events.add("packet-in " + event.reason());
    }

    @Override
    public void flowRemoved(FlowEntry entry, RemovalReason reason) {
      events.add("removed " + entry.cookie() + " " + reason);
    }
  }

  @BeforeEach
  void build() {
    datapath = new Datapath(new Datapath.Limits(4, 100, 10, 10, 0), now::get, new Recorder());
    for (int port = 1; port <= 4; port++) {
      datapath.addPort(port, "eth" + port, port);
    }
  }

  private static FlowMod add(
      int table, int priority, Match match, int idle, int hard, Instruction... instructions) {
    return new FlowMod(
        FlowMod.Command.ADD,
        table,
        priority,
        match,
        priority,
        0,
        idle,
        hard,
        1,
        FlowMod.NO_BUFFER,
        ReservedPort.ANY,
        FlowMod.ANY_GROUP,
        List.of(instructions),
        false);
  }

  private void flow(int priority, Match match, Action... actions) {
    datapath.apply(add(0, priority, match, 0, 0, new Instruction.ApplyActions(List.of(actions))));
  }

  private static Action output(int port) {
    return new Action.Output(port, 0xffff);
  }

  private void receive(int port, String hex) {
    datapath.receive(port, Frame.of(HexFormat.of().parseHex(hex)));
  }

  private String only() {
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "IN_PORT, 3, UDP",
    "ETH_DST, 2, UDP",
    "ETH_SRC, 1, UDP",
    "ETH_TYPE, 0x800, UDP",
    "VLAN_VID, 0, UDP",
    "IP_PROTO, 17, UDP",
    "IPV4_SRC, 0x0a000001, UDP",
    "IPV4_DST, 0x0a000002, UDP",
    "UDP_SRC, 0x1111, UDP",
    "UDP_DST, 53, UDP",
    "IP_DSCP, 0, UDP",
    "IP_ECN, 0, UDP",
    "ICMPV4_TYPE, 8, PING",
    "ICMPV4_CODE, 0, PING",
    "ARP_OP, 1, ARP",
    "ARP_SPA, 0x0a000001, ARP",
    "ARP_TPA, 0x0a000002, ARP",
    "ARP_SHA, 1, ARP",
    "ARP_THA, 0, ARP",
    "VLAN_VID, 0x1007, TAGGED",
    "VLAN_PCP, 3, TAGGED",
    "ETH_TYPE, 0x800, TAGGED",
    "IPV6_FLABEL, 7, IPV6",
    "IP_DSCP, 42, IPV6",
    "IP_ECN, 3, IPV6",
    "UDP_DST, 53, IPV6",
    "IP_PROTO, 17, IPV6",
    "ICMPV6_TYPE, 135, ND",
    "ICMPV6_CODE, 0, ND",
    "IPV6_ND_SLL, 1, ND",
    "ETH_TYPE, 0x86dd, ND"
  })
  void shouldMatchTheFieldAndNothingElse(Field field, String value, String frame) {
    long wanted = Long.decode(value);
    flow(10, Match.of(FieldMatch.exact(field, wanted)), output(1));
    flow(9, Match.of(FieldMatch.exact(field, wanted ^ 1)), output(2));
    flow(1, Match.ANY, output(4));

    receive(3, frame(frame));

    assertThat(only()).startsWith("1:");
  }

  private static String frame(String name) {
    return switch (name) {
      case "UDP" -> UDP;
      case "PING" -> PING;
      case "ARP" -> ARP_REQUEST;
      case "TAGGED" -> TAGGED;
      case "IPV6" -> IPV6_UDP;
      case "ND" -> NEIGHBOUR_SOLICITATION;
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void shouldMatchIpv6AddressesWithMasks() {
    Match net =
        Match.of(new FieldMatch(Field.IPV6_SRC, 0x20010db800000000L, 0, 0xffffffff00000000L, 0));
    Match other = Match.of(new FieldMatch(Field.IPV6_DST, 0x20010db800000000L, 3, -1L, -1L));
    flow(10, other, output(2));
    flow(9, net, output(1));

    receive(3, IPV6_UDP);

    assertThat(only()).startsWith("1:");
  }

  @Test
  void shouldTakeTheHighestPriorityAmongMasksAndExactMatches() {
    flow(5, Match.of(FieldMatch.exact(Field.IPV4_DST, 0x0a000002)), output(1));
    flow(7, Match.of(FieldMatch.masked(Field.IPV4_DST, 0x0a000000, 0xff000000L)), output(2));
    flow(3, Match.ANY, output(4));

    receive(3, UDP);
    receive(3, UDP.replace("0a000001", "0b000001").replace("0a000002", "0c000002"));

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).startsWith("2:");
    assertThat(events.get(1)).startsWith("4:");
  }

  @Test
  void shouldMatchAnyTagByMask() {
    flow(5, Match.of(FieldMatch.masked(Field.VLAN_VID, 0x1000, 0x1000)), output(1));

    receive(3, TAGGED);
    receive(3, UDP);

    assertThat(events).containsExactly("1:" + TAGGED, "packet-in NO_MATCH");
  }

  @Test
  void shouldPushSetAndPopTags() {
    flow(
        5,
        Match.of(FieldMatch.exact(Field.VLAN_VID, 0)),
        new Action.PushVlan(0x8100),
        new Action.SetField(Field.VLAN_VID, 0, 0x1000 | 7),
        output(1),
        new Action.PopVlan(),
        output(2));

    receive(3, UDP);

    assertThat(events)
        .containsExactly("1:" + UDP.substring(0, 24) + "81000007" + UDP.substring(24), "2:" + UDP);
  }

  @Test
  void shouldGoThroughTablesWithMetadataAndTheActionSet() {
    datapath.apply(
        add(
            0,
            5,
            Match.ANY,
            0,
            0,
            new Instruction.WriteActions(List.of(output(1))),
            new Instruction.WriteMetadata(0x5, 0xf),
            new Instruction.GotoTable(2)));
    datapath.apply(
        add(
            2,
            6,
            Match.of(FieldMatch.masked(Field.METADATA, 5, 0xf)),
            0,
            0,
            new Instruction.WriteActions(List.of(output(2)))));

    receive(3, UDP);

    assertThat(only()).isEqualTo("2:" + UDP);
  }

  @Test
  void shouldClearTheActionSetBeforeWritingToIt() {
    datapath.apply(
        add(
            0,
            5,
            Match.ANY,
            0,
            0,
            new Instruction.WriteActions(List.of(output(1))),
            new Instruction.GotoTable(1)));
    datapath.apply(add(1, 5, Match.ANY, 0, 0, new Instruction.ClearActions()));

    receive(3, UDP);

    assertThat(events).isEmpty();
  }

  @Test
  void shouldDecrementTheTimeToLiveAndComplainAtItsEnd() {
    flow(5, Match.ANY, new Action.DecrementTtl(), output(1));

    receive(3, UDP);
    receive(3, UDP.replace("00004011", "00000111"));

    assertThat(events.get(0)).startsWith("1:" + L2 + "4500001e000100003f11");
    assertThat(events.get(1)).isEqualTo("packet-in INVALID_TTL");
    assertThat(events).hasSize(2);
  }

  @Test
  void shouldGiveEveryBucketItsOwnCopy() {
    datapath.addGroup(
        1,
        Group.Type.ALL,
        List.of(
            bucket(0, new Action.SetField(Field.ETH_DST, 0, 9), output(1)), bucket(0, output(2))));
    flow(5, Match.ANY, new Action.ToGroup(1), output(4));

    receive(3, UDP);

    assertThat(events)
        .containsExactly("1:000000000009" + UDP.substring(12), "2:" + UDP, "4:" + UDP);
  }

  private static Group.Bucket bucket(int weight, Action... actions) {
    return new Group.Bucket(weight, ReservedPort.ANY, FlowMod.ANY_GROUP, List.of(actions));
  }

  @Test
  void shouldFailOverToTheFirstLiveBucketAndBack() {
    datapath.addGroup(
        1,
        Group.Type.FAST_FAILOVER,
        List.of(
            new Group.Bucket(0, 1, FlowMod.ANY_GROUP, List.of(output(1))),
            new Group.Bucket(0, 2, FlowMod.ANY_GROUP, List.of(output(2)))));
    flow(5, Match.ANY, new Action.ToGroup(1));

    receive(3, UDP);
    assertThat(datapath.link(1, false)).isPresent();
    receive(3, UDP);
    assertThat(datapath.link(2, false)).isPresent();
    receive(3, UDP);
    assertThat(datapath.link(1, true)).isPresent();
    receive(3, UDP);

    assertThat(events).containsExactly("1:" + UDP, "2:" + UDP, "1:" + UDP);
  }

  @Test
  void shouldSpreadFlowsOverBucketsByWeightAndKeepAFlowTogether() {
    datapath.addGroup(1, Group.Type.SELECT, List.of(bucket(1, output(1)), bucket(3, output(2))));
    flow(5, Match.ANY, new Action.ToGroup(1));

    for (int i = 0; i < 400; i++) {
      String flow = UDP.replace("1111", String.format("%04x", 1_000 + i));
      receive(3, flow);
      receive(3, flow);
    }

    for (int i = 0; i < events.size(); i += 2) {
      assertThat(events.get(i)).isEqualTo(events.get(i + 1));
    }
    assertThat(events.stream().filter(e -> e.startsWith("1:")).count()).isBetween(120L, 280L);
  }

  @Test
  void shouldExpireEntriesInVirtualTime() {
    datapath.apply(add(0, 1, Match.ANY, 0, 10));
    datapath.apply(add(0, 2, Match.of(FieldMatch.exact(Field.IN_PORT, 3)), 4, 0));
    assertThat(datapath.hasTimedFlows()).isTrue();

    now.addAndGet(3 * SECOND);
    receive(3, UDP);
    now.addAndGet(3 * SECOND);
    datapath.expire();
    assertThat(events).isEmpty();
    now.addAndGet(SECOND);
    datapath.expire();
    now.addAndGet(3 * SECOND);
    datapath.expire();

    assertThat(events).containsExactly("removed 2 IDLE_TIMEOUT", "removed 1 HARD_TIMEOUT");
    assertThat(datapath.hasTimedFlows()).isFalse();
  }

  @Test
  void shouldIgnoreTruncatedHeaders() {
    flow(5, Match.of(FieldMatch.exact(Field.IP_PROTO, 17)), output(1));

    for (int length = 0; length <= UDP.length(); length += 2) {
      receive(3, UDP.substring(0, length));
    }

    // Only frames with the whole IPv4 header have the field: 34 bytes and more.
    assertThat(events.stream().filter(e -> e.startsWith("1:"))).hasSize(UDP.length() / 2 - 33);
  }
}
