package io.vantage.apps.forwarding;

import static io.vantage.apps.Fabric.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.vantage.apps.Fabric;
import io.vantage.apps.FakeHost;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.packet.EthernetFrame;
import io.vantage.model.packet.Frames;
import io.vantage.model.packet.Payload.Arp;
import io.vantage.model.packet.Payload.Ip;
import io.vantage.model.packet.Transport.NeighbourAdvertisement;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommands;
import io.vantage.northbound.App;
import io.vantage.northbound.AppContext;
import io.vantage.path.Path;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  private static final int HOST_PORT = 9;

  private final Fabric fabric = new Fabric(new Forwarding());

  @AfterEach
  void close() {
    fabric.close();
  }

  /** Switches 1 to n in a row: port 2 leads to port 1 of the next; a host at port 9 of each. */
  private List<FakeHost> linear(int n) {
    List<FakeHost> hosts = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      fabric.addSwitch(i, HOST_PORT);
      hosts.add(fabric.addHost(i, at(i, HOST_PORT)));
    }
    for (int i = 1; i < n; i++) {
      fabric.connect(at(i, 2), at(i + 1, 1));
    }
    return hosts;
  }

  private List<FakeHost> ring(int n) {
    List<FakeHost> hosts = linear(n);
    fabric.connect(at(n, 2), at(1, 1));
    return hosts;
  }

  /** Makes both known to the controller and has it install their rules. */
  private void resolve(FakeHost asker, FakeHost other) {
    asker.askFor(other);
    fabric.until("an answer", () -> asker.heardArp(Arp.REPLY) == 1);
    fabric.rest();
    asker.tell(other, "rules, please");
    fabric.rest();
  }

  @Test
  void shouldConnectHostsAcrossThreeSwitches() {
    List<FakeHost> hosts = linear(3);

    resolve(hosts.get(0), hosts.get(2));
    long misses = fabric.misses();
    hosts.get(0).tell(hosts.get(2), "hello");
    hosts.get(2).tell(hosts.get(0), "welcome");
    fabric.rest();

    assertThat(hosts.get(1).heardArp(Arp.REQUEST)).isEqualTo(1);
    assertThat(hosts.get(2).heard("hello")).isEqualTo(1);
    assertThat(hosts.get(0).heard("welcome")).isEqualTo(1);
    assertThat(fabric.misses()).as("rules of both directions carry all").isEqualTo(misses);
    for (int i = 1; i <= 3; i++) {
      assertThat(fabric.rules(i)).hasSize(2);
    }
  }

  @Test
  void shouldDeliverThePacketThatAskedForTheRules() {
    List<FakeHost> hosts = linear(3);
    fabric.network().apply(known(hosts.get(2)));

    hosts.get(0).tell(hosts.get(2), "first");
    fabric.rest();

    assertThat(hosts.get(2).heard("first")).isEqualTo(1);
    assertThat(fabric.rules(2)).hasSize(2);
  }

  private static NetworkCommand known(FakeHost host) {
    return new NetworkCommand.UpdateHost(
        new Host(host.mac(), 0, Set.of(host.address()), host.location(), 1));
  }

  @Test
  void shouldKeepAPacketInTheMiddleOfItsWayUntilItsReceiverIsKnown() {
    List<FakeHost> hosts = linear(3);
    MacAddress receiver = hosts.get(2).mac();

    fabric.inject(
        at(2, 1),
        Frames.ethernet(receiver, hosts.get(0).mac(), 0, 0x88b5, "early".getBytes(UTF_8)));
    fabric.rest();
    assertThat(hosts).allMatch(host -> host.heard("early") == 0);

    fabric.network().apply(known(hosts.get(2)));
    fabric.until("the packet", () -> hosts.get(2).heard("early") == 1);
    assertThat(hosts.get(1).heard("early")).as("no broadcast").isZero();
  }

  @Test
  void shouldAnswerForKnownHostsItself() {
    List<FakeHost> hosts = linear(3);
    resolve(hosts.get(0), hosts.get(2));

    hosts.get(1).askFor(hosts.get(0));
    fabric.rest();

    assertThat(hosts.get(0).heardArp(Arp.REQUEST)).isZero();
    EthernetFrame answer =
        EthernetFrame.parse(hosts.get(1).received().get(hosts.get(1).received().size() - 1))
            .orElseThrow();
    assertThat(answer.payload())
        .isEqualTo(
            new Arp(
                Arp.REPLY,
                hosts.get(0).mac(),
                hosts.get(0).address(),
                hosts.get(1).mac(),
                hosts.get(1).address()));
  }

  @Test
  void shouldAnswerNeighbourSolicitationForKnownHost() {
    List<FakeHost> hosts = linear(2);
    FakeHost asker = hosts.get(0);
    var target = InetAddresses.forString("fe80::2");
    fabric
        .network()
        .apply(
            new NetworkCommand.UpdateHost(
                new Host(hosts.get(1).mac(), 0, Set.of(target), hosts.get(1).location(), 1)));

    byte[] solicitation =
        java.util.HexFormat.of()
            .parseHex(
                "3333ff000002000000000001" // ethernet
                    + "86dd6000000000203aff"
                    + "fe800000000000000000000000000001ff0200000000000000000001ff000002"
                    + "8700000000000000fe8000000000000000000000000000020101000000000001");
    asker.send(solicitation);
    fabric.until("an answer", () -> asker.received().size() == 1);

    Ip answer = (Ip) EthernetFrame.parse(asker.received().get(0)).orElseThrow().payload();
    assertThat(answer.src()).isEqualTo(target);
    assertThat(answer.transport())
        .isEqualTo(new NeighbourAdvertisement(target, Optional.of(hosts.get(1).mac())));
    assertThat(hosts.get(1).received()).isEmpty();
    fabric.rest();
    assertThat(fabric.known(asker).orElseThrow().addresses())
        .containsExactly(InetAddresses.forString("fe80::1"));
  }

  @Test
  void shouldRerouteAroundACutLink() {
    List<FakeHost> hosts = ring(4);
    resolve(hosts.get(0), hosts.get(1));
    hosts.get(0).tell(hosts.get(1), "short way");
    fabric.rest();
    assertThat(fabric.rules(3)).isEmpty();
    long misses = fabric.misses();

    fabric.cut(at(1, 2), at(2, 1));
    fabric.rest();
    hosts.get(0).tell(hosts.get(1), "long way");
    hosts.get(1).tell(hosts.get(0), "and back");
    fabric.rest();

    assertThat(hosts.get(1).heard("long way")).isEqualTo(1);
    assertThat(hosts.get(0).heard("and back")).isEqualTo(1);
    assertThat(fabric.misses()).as("new rules carry both").isEqualTo(misses);
    assertThat(fabric.rules(3)).hasSize(2);
    assertThat(fabric.rules(2)).as("no rule of the old way is left").hasSize(2);
  }

  @Test
  void shouldLeaveRulesAloneThatItCannotHaveMade() {
    List<FakeHost> hosts = ring(4);
    resolve(hosts.get(0), hosts.get(1));
    Action output = new Action.Output(2);
    List<FlowRule> strange =
        List.of(
            strange(hosts, 100),
            strange(hosts, 101, new Action.PopVlan()),
            strange(
                hosts, 102, new Action.SetField(new MatchField.EthDst(MacAddress.ZERO)), output),
            strange(hosts, 103, output, new Action.ToGroup(1)));
    fabric.network().apply(NetworkCommands.addFlows(strange).toArray(NetworkCommand[]::new));

    fabric.cut(at(1, 2), at(2, 1));
    fabric.until("the long way", () -> fabric.rules(3).size() == 2);
    fabric.rest();

    assertThat(fabric.rules(1)).hasSize(2 + strange.size()).containsAll(strange);
  }

  /** A rule of the first two hosts, in the name of the app, for packets from a port of switch 1. */
  private static FlowRule strange(List<FakeHost> hosts, int inPort, Action... actions) {
    return FlowRule.on(at(1, 2).device())
        .match(
            new MatchField.InPort(inPort),
            new MatchField.EthSrc(hosts.get(0).mac()),
            new MatchField.EthDst(hosts.get(1).mac()))
        .actions(actions)
        .owner("forwarding")
        .build();
  }

  @Test
  void shouldRerouteThousandsOfPairsAroundACutLink() {
    ring(3);
    int pairs = 2_000;
    List<FlowRule> rules = new ArrayList<>();
    List<NetworkCommand> hosts = new ArrayList<>();
    MacAddress dst = new MacAddress(0x0200_0001_0000L);
    hosts.add(known(dst, at(2, HOST_PORT)));
    Path path = new Path(at(1, HOST_PORT), at(2, HOST_PORT), List.of(new Link(at(1, 2), at(2, 1))));
    for (int i = 1; i <= pairs; i++) {
      MacAddress src = new MacAddress(dst.value() + i);
      hosts.add(known(src, at(1, HOST_PORT)));
      rules.addAll(new Pair(src, dst, 0).rules(path, "forwarding", Forwarding.Settings.DEFAULT));
    }
    fabric.network().apply(hosts.toArray(NetworkCommand[]::new));
    fabric.network().apply(NetworkCommands.addFlows(rules).toArray(NetworkCommand[]::new));
    fabric.until("all rules", () -> fabric.rules(1).size() == pairs);

    fabric.cut(at(1, 2), at(2, 1));

    fabric.until("the long way", () -> fabric.rules(3).size() == pairs);
    fabric.until("the old way to go", () -> fabric.rules(2).size() == pairs);
    fabric.rest();
    assertThat(fabric.rules(1)).hasSize(pairs).allMatch(rule -> outputs(rule, 1));
    assertThat(fabric.rules(2))
        .hasSize(pairs)
        .allMatch(rule -> rule.match().get(MatchField.InPort.class).orElseThrow().port() == 2);
  }

  private static boolean outputs(FlowRule rule, int port) {
    return rule.actions().equals(List.of(new Action.Output(port)));
  }

  private static NetworkCommand known(MacAddress mac, ConnectPoint place) {
    return new NetworkCommand.UpdateHost(new Host(mac, 0, Set.of(), place, 1));
  }

  @Test
  void shouldKeepOldRulesWhenNewOnesAreNotCommitted() {
    AtomicBoolean refuse = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    try (Fabric other = new Fabric(new Refusing(new Forwarding(), refuse, refused))) {
      for (int i = 1; i <= 3; i++) {
        other.addSwitch(i, HOST_PORT);
      }
      FakeHost a = other.addHost(1, at(1, HOST_PORT));
      FakeHost b = other.addHost(2, at(2, HOST_PORT));
      other.connect(at(1, 2), at(2, 1));
      other.connect(at(2, 2), at(3, 1));
      other.connect(at(3, 2), at(1, 1));
      a.askFor(b);
      other.until("an answer", () -> a.heardArp(Arp.REPLY) == 1);
      other.rest();
      a.tell(b, "rules, please");
      other.rest();
      assertThat(other.rules(1)).hasSize(2);
      var before = List.copyOf(other.rules(1));

      refuse.set(true);
      other.cut(at(1, 2), at(2, 1));
      other.until("a refusal", () -> refused.get() > 0);
      other.rest();
      assertThat(other.rules(1)).containsExactlyInAnyOrderElementsOf(before);

      refuse.set(false);
      other.until("another try", () -> other.rules(3).size() == 2);
    }
  }

  /** Gives an app a context whose {@code addFlows} fails while told so. */
  private record Refusing(App app, AtomicBoolean refuse, AtomicInteger refused) implements App {
    @Override
    public String name() {
      return app.name();
    }

    @Override
    public void start(AppContext context) {
      app.start(
          (AppContext)
              Proxy.newProxyInstance(
                  AppContext.class.getClassLoader(),
                  new Class<?>[] {AppContext.class},
                  (proxy, method, arguments) -> {
                    if (refuse.get() && method.getName().equals("addFlows")) {
                      refused.incrementAndGet();
                      return CompletableFuture.failedFuture(new IllegalStateException("refused"));
                    }
                    return method.invoke(context, arguments);
                  }));
    }
  }

  @Test
  void shouldKeepRulesWhileThereIsNoOtherWay() {
    List<FakeHost> hosts = linear(2);
    resolve(hosts.get(0), hosts.get(1));

    fabric.network().apply(new NetworkCommand.DisconnectDevice(at(2, 1).device()));
    fabric.rest();

    assertThat(fabric.rules(1)).hasSize(2);
    hosts.get(0).tell(hosts.get(1), "still there");
    fabric.until("the packet", () -> hosts.get(1).heard("still there") == 1);
  }

  @Test
  void shouldNotTakeALinkOfALostSwitchForAnEdge() {
    List<FakeHost> hosts = linear(2);
    resolve(hosts.get(0), hosts.get(1));
    fabric.network().apply(new NetworkCommand.DisconnectDevice(at(1, 1).device()));

    long misses = fabric.misses();
    fabric.inject(
        at(2, 1),
        Frames.ethernet(MacAddress.BROADCAST, hosts.get(0).mac(), 0, 0x88b5, new byte[0]));
    fabric.rest();

    assertThat(fabric.misses()).isEqualTo(misses + 1);
    assertThat(fabric.known(hosts.get(0)).orElseThrow().location())
        .isEqualTo(hosts.get(0).location());
  }

  @Test
  void shouldFollowAHostThatMoves() {
    List<FakeHost> hosts = ring(4);
    FakeHost mover = hosts.get(1);
    resolve(hosts.get(0), mover);

    fabric.move(mover, at(3, 8));
    mover.tell(hosts.get(0), "I have moved");
    fabric.until(
        "the move to be known",
        () -> fabric.known(mover).filter(h -> h.location().equals(at(3, 8))).isPresent());
    fabric.rest();
    hosts.get(0).tell(mover, "noted");
    fabric.rest();

    assertThat(hosts.get(0).heard("I have moved")).isEqualTo(1);
    assertThat(mover.heard("noted")).isEqualTo(1);
  }

  @Test
  void shouldCommitOnceForManyPacketsOfOnePair() {
    List<FakeHost> hosts = linear(3);
    fabric.network().apply(known(hosts.get(0)), known(hosts.get(2)));
    long before = fabric.applied();

    for (int i = 0; i < 100; i++) {
      hosts.get(0).tell(hosts.get(2), "burst");
    }
    fabric.rest();

    assertThat(hosts.get(2).heard("burst")).isEqualTo(100);
    assertThat(fabric.applied() - before).as("one command per switch").isEqualTo(3);
  }

  @Test
  void shouldKeepABroadcastUntilTheSendersPortHasSettled() {
    List<FakeHost> hosts = linear(2);
    fabric.unsettle(at(1, HOST_PORT));

    hosts.get(0).askFor(hosts.get(1));
    fabric.rest();
    assertThat(fabric.known(hosts.get(0))).isEmpty();
    assertThat(hosts.get(1).received()).isEmpty();

    fabric.settle(at(1, HOST_PORT));
    fabric.until("an answer", () -> hosts.get(0).heardArp(Arp.REPLY) == 1);
    assertThat(hosts.get(1).heardArp(Arp.REQUEST)).isEqualTo(1);
  }

  @Test
  void shouldKeepABroadcastUntilTheReceiversPortHasSettled() {
    List<FakeHost> hosts = linear(3);
    fabric.unsettle(at(2, HOST_PORT));

    hosts.get(0).askFor(hosts.get(1));
    fabric.until("the others", () -> hosts.get(2).heardArp(Arp.REQUEST) == 1);
    fabric.rest();
    assertThat(hosts.get(1).received()).isEmpty();

    fabric.settle(at(2, HOST_PORT));
    fabric.until("an answer", () -> hosts.get(0).heardArp(Arp.REPLY) == 1);
    fabric.rest();
    assertThat(hosts.get(1).heardArp(Arp.REQUEST)).isEqualTo(1);
    assertThat(hosts.get(2).heardArp(Arp.REQUEST)).isEqualTo(1);
  }

  @Test
  void shouldSendNoBroadcastByAPortThatTurnedOutToBeALinks() {
    List<FakeHost> hosts = linear(2);
    fabric.wire(at(1, 3), at(2, 3));
    fabric.unsettle(at(1, 3));
    fabric.unsettle(at(2, 3));

    hosts.get(0).askFor(hosts.get(1));
    fabric.until("an answer", () -> hosts.get(0).heardArp(Arp.REPLY) == 1);
    fabric.connect(at(1, 3), at(2, 3));
    fabric.settle(at(1, 3));
    fabric.settle(at(2, 3));
    long misses = fabric.misses();
    fabric.until("both ports to be passed over", () -> fabric.statistics().duplicates() >= 2);
    fabric.rest();

    assertThat(fabric.misses()).isEqualTo(misses);
    assertThat(hosts.get(1).heardArp(Arp.REQUEST)).isEqualTo(1);
  }

  @Test
  void shouldNotSendToAHostThatWasSeenWhereALinkIs() {
    List<FakeHost> hosts = linear(3);
    FakeHost other = hosts.get(2);
    Link back = new Link(at(2, 1), at(1, 2));
    fabric.network().apply(new NetworkCommand.RemoveLink(back));
    fabric
        .network()
        .apply(
            new NetworkCommand.UpdateHost(
                new Host(other.mac(), 0, Set.of(other.address()), back.from(), 1)));

    hosts.get(0).tell(other, "hello");
    fabric.rest();

    assertThat(other.heard("hello")).isEqualTo(1);
    assertThat(fabric.rules(1)).isEmpty();
  }

  @Test
  void shouldReplaceARuleThatSendsPacketsBackWhereTheyCameFrom() {
    List<FakeHost> hosts = linear(3);
    resolve(hosts.get(0), hosts.get(2));
    FlowRule right =
        fabric.rules(2).stream()
            .filter(rule -> rule.match().get(MatchField.InPort.class).orElseThrow().port() == 1)
            .findFirst()
            .orElseThrow();
    FlowRule wrong =
        FlowRule.on(right.device())
            .priority(right.priority())
            .match(right.match().fields().toArray(MatchField[]::new))
            .output(1)
            .idleTimeoutSeconds(right.idleTimeoutSeconds())
            .owner(right.owner())
            .build();
    NetworkCommands.addFlows(List.of(wrong)).forEach(fabric.network()::apply);

    hosts.get(1).askFor(hosts.get(0)); // a host comes to light: time for a look
    fabric.until("the right rule", () -> fabric.rules(2).contains(right));
    hosts.get(0).tell(hosts.get(2), "hello");
    fabric.rest();

    assertThat(hosts.get(2).heard("hello")).isEqualTo(1);
  }

  @Test
  void shouldKeepVlansApart() {
    List<FakeHost> hosts = linear(2);
    resolve(hosts.get(0), hosts.get(1));
    var nobody = InetAddresses.forString("10.9.9.9");

    hosts.get(0).send(Frames.arpRequest(hosts.get(0).mac(), nobody, hosts.get(1).address(), 7));
    fabric.until("the request itself", () -> hosts.get(1).heardArp(Arp.REQUEST) == 2);
    fabric.rest();

    assertThat(fabric.network().view().topology().host(hosts.get(0).mac(), 7)).isPresent();
    assertThat(fabric.known(hosts.get(0)).orElseThrow().addresses())
        .containsExactly(hosts.get(0).address());
  }

  @Test
  void shouldBringBroadcastsToEveryHostOnceInAnyTopology() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int switches = 12;
    List<FakeHost> hosts = new ArrayList<>();
    for (int i = 1; i <= switches; i++) {
      fabric.addSwitch(i, 16);
      hosts.add(fabric.addHost(i, at(i, 16)));
    }
    Set<String> linked = new HashSet<>();
    int[] nextPort = new int[switches + 1];
    for (int i = 0; i < 24; i++) {
      int a = 1 + random.nextInt(switches);
      int b = 1 + random.nextInt(switches);
      if (a != b && linked.add(Math.min(a, b) + "-" + Math.max(a, b))) {
        fabric.connect(at(a, ++nextPort[a]), at(b, ++nextPort[b]));
      }
    }

    for (FakeHost sender : hosts) {
      sender.send(
          Frames.ethernet(
              MacAddress.BROADCAST,
              sender.mac(),
              0,
              0x88b5,
              ("from " + sender.mac()).getBytes(UTF_8)));
    }
    fabric.rest();

    for (FakeHost sender : hosts) {
      for (FakeHost receiver : hosts) {
        assertThat(receiver.heard("from " + sender.mac()))
            .as("seed %d: %s to %s", seed, sender.mac(), receiver.mac())
            .isEqualTo(sender == receiver ? 0 : 1);
      }
    }
  }
}
