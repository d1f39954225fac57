package io.vantage.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.Meter;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.openflow.codec.CanonicalRule;
import io.vantage.openflow.codec.SampleRules;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchChannel.RoleReply;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchRefusedException;
import io.vantage.southbound.SwitchStatistics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything a channel can do, with a bridge of Open vSwitch, in both versions. Needs root. */
class OpenVSwitchTest {
  private static final String BRIDGE = "vantage-of";

  private final RecordingListener listener = new RecordingListener();
  private OpenFlowVersion version;
  private SwitchChannel channel;

  @BeforeAll
  static void startOpenVSwitch() throws Exception {
    Process start =
        new ProcessBuilder("/usr/share/openvswitch/scripts/ovs-ctl", "start", "--system-id=random")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(start.waitFor(30, TimeUnit.SECONDS) && start.exitValue() == 0, "ovs-ctl start");
  }

  @AfterEach
  void removeBridge() throws Exception {
    ovs("ovs-vsctl", "--if-exists", "del-br", BRIDGE);
  }

  @ParameterizedTest
  @EnumSource(OpenFlowVersion.class)
  void shouldDoEverythingOnOpenVSwitch(OpenFlowVersion spoken) throws Exception {
    version = spoken;
    run();
  }

  private void run() throws Exception {
    OpenFlowSettings settings =
        OpenFlowSettings.on(InetAddress.getLoopbackAddress())
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (OpenFlowServer server = new OpenFlowServer(settings, listener)) {
      int port = server.start().get(5, TimeUnit.SECONDS).getPort();
      ovs("ovs-vsctl", "--if-exists", "del-br", BRIDGE);
      ovs(
          "ovs-vsctl",
          "add-br",
          BRIDGE,
          "--",
          "set",
          "bridge",
          BRIDGE,
          "datapath_type=netdev",
          "protocols=OpenFlow" + (version == OpenFlowVersion.OF_1_0 ? "10" : "13"),
          "fail_mode=secure",
          "other-config:datapath-id=00000000000000f7",
          "--",
          "add-port",
          BRIDGE,
          "vof1",
          "--",
          "set",
          "interface",
          "vof1",
          "type=internal",
          "--",
          "set-controller",
          BRIDGE,
          "tcp:127.0.0.1:" + port);
      RecordingListener.Event connected = listener.next();
      channel = connected.channel();
      check("version", channel.version(), version);
      check("device", channel.device(), new DatapathId(0xf7));
      check(
          "ports",
          ((List<?>) connected.detail()).stream().map(p -> ((Port) p).name()).toList(),
          List.of("vof1"));
      if (version == OpenFlowVersion.OF_1_3) {
        roles();
        groupAndMeter();
      }
      rules();
      errors();
      packets();
      statistics();
      removal();
      portStatus();
    }
    check("end", listener.next().what(), "disconnected");
  }

  private void roles() throws Exception {
    check("no role yet", get(channel.requestRole(Role.NO_CHANGE, 0)).generation(), -1L);
    check("master", get(channel.requestRole(Role.MASTER, 10)), new RoleReply(Role.MASTER, 10));
    try {
      get(channel.requestRole(Role.MASTER, 9));
      throw new AssertionError("an old generation was accepted");
    } catch (ExecutionException e) {
      check("stale", ((SwitchRefusedException) e.getCause()).error().isStaleGeneration(), true);
    }
    check("slave", get(channel.requestRole(Role.SLAVE, 11)), new RoleReply(Role.SLAVE, 11));
    Map<Integer, SwitchError> errors =
        get(channel.sendAndConfirm(List.of(new SwitchMessage.ClearFlows())));
    check("slaves cannot write", errors.get(0).isSlave(), true);
    get(channel.requestRole(Role.MASTER, 12));
  }

  private void groupAndMeter() throws Exception {
    Group group =
        new Group(
            channel.device(),
            1,
            Group.Type.SELECT,
            List.of(
                new Group.Bucket(1, PortNumbers.ANY, List.of(new Action.Output(1))),
                new Group.Bucket(
                    2, PortNumbers.ANY, List.of(new Action.PopVlan(), new Action.Output(2)))),
            "");
    Meter meter = new Meter(channel.device(), 1, Meter.Unit.KBPS, 1000, 100, "");
    confirm(
        new SwitchMessage.GroupMod(SwitchMessage.Command.ADD, group),
        new SwitchMessage.MeterMod(SwitchMessage.Command.ADD, meter));
    confirm(
        new SwitchMessage.GroupMod(SwitchMessage.Command.MODIFY, group),
        new SwitchMessage.MeterMod(SwitchMessage.Command.MODIFY, meter));
    check(
        "groups",
        get(channel.groupStatistics()).stream()
            .map(g -> g.id() + ":" + g.bucketPackets().size())
            .toList(),
        List.of("1:2"));
    check(
        "meters",
        get(channel.meterStatistics()).stream().map(SwitchStatistics.Meter::id).toList(),
        List.of(1));
    String shown = ovs("ovs-ofctl", "-O", "OpenFlow13", "dump-meters", BRIDGE);
    check(
        "meter flags in " + shown,
        shown.contains("kbps burst stats") && shown.contains("rate=1000"),
        true);
  }

  private void rules() throws Exception {
    List<FlowRule> rules =
        version == OpenFlowVersion.OF_1_0
            ? SampleRules.ofVersion10(channel.device())
            : SampleRules.ofVersion13(channel.device()).stream()
                .filter(rule -> !SampleRules.hasLargePort(rule))
                .toList();
    confirm(new SwitchMessage.ClearFlows());
    confirm(
        rules.stream()
            .map(rule -> new FlowMod(FlowMod.Command.ADD, rule, false))
            .toArray(SwitchMessage[]::new));
    Set<FlowRule> expected = rules.stream().map(CanonicalRule::of).collect(Collectors.toSet());
    ovs("ovs-ofctl", "-O", ofctl(), "add-flow", BRIDGE, "priority=9999,actions=resubmit(,7)");
    if (version == OpenFlowVersion.OF_1_3) {
      // In version 1.0, Open vSwitch itself reports this one as a rule without conditions.
      ovs("ovs-ofctl", "-O", ofctl(), "add-flow", BRIDGE, "priority=9998,reg0=5,actions=drop");
    }
    check("rules", readRules(), expected);
    confirm(
        rules.stream()
            .map(rule -> new FlowMod(FlowMod.Command.DELETE, rule, false))
            .toArray(SwitchMessage[]::new));
    check("rules after removal", readRules(), Set.of());
    confirm(new SwitchMessage.ClearFlows());
    check(
        "flows shown after clearing",
        ovs("ovs-ofctl", "-O", ofctl(), "dump-flows", BRIDGE).contains("actions"),
        false);
    List<SwitchMessage> many = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      many.add(
          new FlowMod(
              FlowMod.Command.ADD,
              FlowRule.on(channel.device()).priority(i).output(1).build(),
              false));
    }
    confirm(many.toArray(SwitchMessage[]::new));
    check("many rules, in parts", readRules().size(), 2_000);
    confirm(new SwitchMessage.ClearFlows());
  }

  private Set<FlowRule> readRules() throws Exception {
    return get(channel.flowStatistics()).stream()
        .map(SwitchStatistics.Flow::rule)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private void errors() throws Exception {
    FlowRule good = FlowRule.on(channel.device()).build();
    FlowRule bad = FlowRule.on(channel.device()).priority(7).output(0xffffff05).build();
    Map<Integer, SwitchError> errors =
        get(channel.sendAndConfirm(List.of(add(good, false), add(bad, false), add(good, false))));
    check("positions of errors", errors.keySet(), Set.of(1));
    check("text of the error", errors.get(1).text(), "OFPET_BAD_ACTION/OFPBAC_BAD_OUT_PORT");
  }

  private void packets() throws Exception {
    FlowRule miss =
        FlowRule.on(channel.device()).priority(0).output(PortNumbers.CONTROLLER).build();
    confirm(new SwitchMessage.ClearFlows(), add(miss, false));
    byte[] frame = new byte[60];
    frame[12] = 0x12;
    channel.send(
        new SwitchMessage.PacketOut(
            PacketIn.NO_BUFFER, 1, List.of(new Action.Output(PortNumbers.TABLE)), frame));
    PacketIn packet = awaitPacket(frame);
    check("port", packet.inPort(), 1);
    ovs(
        "ovs-ofctl",
        "-O",
        ofctl(),
        "add-flow",
        BRIDGE,
        "priority=9,actions=load:5->NXM_NX_REG0[],controller(max_len=65535)");
    frame[20] = 1;
    channel.send(
        new SwitchMessage.PacketOut(
            PacketIn.NO_BUFFER, 1, List.of(new Action.Output(PortNumbers.TABLE)), frame));
    check("port, behind a register", awaitPacket(frame).inPort(), 1);
  }

  private PacketIn awaitPacket(byte[] frame) {
    org.awaitility.Awaitility.await()
        .until(
            () ->
                listener.packets.stream().anyMatch(p -> java.util.Arrays.equals(p.data(), frame)));
    return listener.packets.stream()
        .filter(p -> java.util.Arrays.equals(p.data(), frame))
        .findFirst()
        .orElseThrow();
  }

  private void statistics() throws Exception {
    check(
        "port statistics",
        get(channel.portStatistics()).stream().map(SwitchStatistics.Port::number).toList(),
        List.of(1));
    SwitchStatistics.Table first = get(channel.tableStatistics()).get(0);
    check("table", first.id(), 0);
    check("active", first.active(), 2L);
  }

  private void removal() throws Exception {
    FlowRule rule = FlowRule.on(channel.device()).priority(77).cookie(5).build();
    confirm(add(rule, true));
    ovs("ovs-ofctl", "-O", ofctl(), "del-flows", BRIDGE);
    FlowRemoved removed = (FlowRemoved) listener.next().detail();
    check("removed", removed.key(), rule.key());
    check("reason", removed.reason(), FlowRemoved.Reason.DELETE);
  }

  private void portStatus() throws Exception {
    for (String state : List.of("up", "down")) {
      ovs("ovs-ofctl", "-O", ofctl(), "mod-port", BRIDGE, "vof1", state);
      RecordingListener.Event changed;
      do {
        changed = listener.next();
        check("port event", changed.what(), "portChanged");
      } while (((Port) changed.detail()).up() != state.equals("up"));
    }
    ovs("ovs-vsctl", "del-port", BRIDGE, "vof1");
    RecordingListener.Event event;
    do {
      event = listener.next();
    } while (!event.what().equals("portRemoved"));
    check("removed port", event.detail(), 1);
  }

  private String ofctl() {
    return version == OpenFlowVersion.OF_1_0 ? "OpenFlow10" : "OpenFlow13";
  }

  private static FlowMod add(FlowRule rule, boolean notifyRemoval) {
    return new FlowMod(FlowMod.Command.ADD, rule, notifyRemoval);
  }

  private void confirm(SwitchMessage... messages) throws Exception {
    Map<Integer, SwitchError> errors = get(channel.sendAndConfirm(List.of(messages)));
    errors.forEach((at, error) -> System.err.println(messages[at] + ": " + error));
    check("errors", errors, Map.of());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static void check(String what, Object actual, Object expected) {
    if (actual instanceof Set<?> a && expected instanceof Set<?> e && !a.equals(e)) {
      Set<Object> missing = new HashSet<>(e);
      missing.removeAll(a);
      Set<Object> surplus = new HashSet<>(a);
      surplus.removeAll(e);
      throw new AssertionError(what + ": missing " + missing + "\n surplus " + surplus);
    }
    if (!actual.equals(expected)) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }

  private static String ovs(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
