package io.vantage.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.model.Link;
import io.vantage.model.OpenFlowVersion;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.discovery.LinkDiscovery;
import io.vantage.openflow.discovery.Rejection;
import io.vantage.openflow.fake.FakeSwitch;
import io.vantage.openflow.fake.Scenario;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private final Scenario scenario = new Scenario(3, 3);

  /** Two switches, port 1 to port 1, led by different replicas. */
  private List<FakeSwitch> pair() {
    FakeSwitch a = scenario.newSwitch(1, OpenFlowVersion.OF_1_3, 2);
    FakeSwitch b = scenario.newSwitch(2, OpenFlowVersion.OF_1_3, 2);
    a.wire(1, b, 1);
    scenario.connectToAll(a);
    scenario.connectToAll(b);
    scenario.until(() -> scenario.masters(b).size() == 1);
    scenario.cluster().elect(scenario.partitionOf(b), 2);
    scenario.until(() -> links(1).size() == 2);
    return List.of(a, b);
  }

  private Set<Link> links(int replica) {
    return scenario.view(replica).topology().links();
  }

  @Test
  void shouldFindBothDirectionsAcrossReplicas() {
    List<FakeSwitch> pair = pair();
    Link there = new Link(pair.get(0).at(1), pair.get(1).at(1));

    assertThat(scenario.masters(pair.get(0))).containsExactly(1);
    assertThat(scenario.masters(pair.get(1))).containsExactly(2);
    assertThat(links(3)).containsExactlyInAnyOrder(there, there.reversed());
  }

  @Test
  void shouldFindEveryLinkOfARandomNetworkWhileLeadershipMoves() {
    long seed = 7;
    Random random = new Random(seed);
    List<FakeSwitch> switches = new ArrayList<>();
    for (int id = 1; id <= 34; id++) {
      switches.add(scenario.newSwitch(id, OpenFlowVersion.OF_1_3, 40));
    }
    Set<Link> wired = new HashSet<>();
    int[] used = new int[34];
    for (int i = 0; i < 42; i++) {
      int a = random.nextInt(34);
      int b = (a + 1 + random.nextInt(33)) % 34;
      int portA = ++used[a];
      int portB = ++used[b];
      switches.get(a).wire(portA, switches.get(b), portB);
      Link link = new Link(switches.get(a).at(portA), switches.get(b).at(portB));
      wired.add(link);
      wired.add(link.reversed());
    }

    switches.forEach(scenario::connectToAll);
    for (int round = 0; round < 6; round++) {
      scenario.pass(Duration.ofMillis(300));
      scenario.cluster().elect(PartitionId.data(1 + round % 3), 1 + round % 2);
    }
    Duration took = scenario.time().until(() -> links(3).equals(wired), Duration.ofSeconds(8));

    assertThat(took.plusMillis(1800)).as("seed %d", seed).isLessThan(Duration.ofSeconds(10));
    scenario.cluster().elect(PartitionId.data(2), 3);
    for (int i = 0; i < 200; i++) {
      scenario.pass(Duration.ofMillis(100));
      Set<Link> missing = new HashSet<>(wired);
      missing.removeAll(links(1));
      Set<Link> surplus = new HashSet<>(links(1));
      surplus.removeAll(wired);
      assertThat(surplus).as("invented after %d ms, seed %d", 100 * i, seed).isEmpty();
      assertThat(missing).as("flapping after %d ms, seed %d", 100 * i, seed).isEmpty();
    }
  }

  @Test
  void shouldDropOneDirectionOnlyWhenOnlyThatIsLost() {
    List<FakeSwitch> pair = pair();
    Link there = new Link(pair.get(0).at(1), pair.get(1).at(1));

    pair.get(0).breakOutgoing(1);
    scenario.pass(Duration.ofSeconds(5));
    assertThat(links(1)).contains(there);
    scenario.pass(Duration.ofSeconds(5));

    assertThat(links(1)).containsExactly(there.reversed());
  }

  @Test
  void shouldDropBothDirectionsAtOnceWhenAPortGoesDown() {
    List<FakeSwitch> pair = pair();

    pair.get(0).setPort(1, false);
    assertThat(scenario.until(() -> links(3).isEmpty())).isLessThan(Duration.ofMillis(50));

    pair.get(0).setPort(1, true);
    assertThat(scenario.until(() -> links(3).size() == 2)).isLessThan(Duration.ofMillis(2500));
  }

  @Test
  void shouldKeepTheLinksOfASwitchThatIsNotConnected() {
    List<FakeSwitch> pair = pair();
    Set<Link> before = links(1);
    FakeSwitch b = pair.get(1);

    for (int n = 1; n <= 3; n++) {
      b.disconnect(scenario.replica(n));
    }
    scenario.pass(Duration.ofSeconds(30));
    assertThat(List.copyOf(links(1))).isEqualTo(List.copyOf(before));

    scenario.connectToAll(b);
    scenario.pass(Duration.ofSeconds(10));
    assertThat(List.copyOf(links(1))).isEqualTo(List.copyOf(before));
  }

  @Test
  void shouldProposeALinkOnceAndNotPerProbe() {
    pair();
    scenario.pass(Duration.ofSeconds(1));
    long[] before = indexes();

    scenario.pass(Duration.ofSeconds(30));

    assertThat(indexes()).isEqualTo(before);
  }

  private long[] indexes() {
    return scenario.cluster().member(1).partitions().values().stream()
        .mapToLong(log -> log.appliedIndex())
        .toArray();
  }

  @Test
  void shouldIgnoreForeignForgedOldAndEchoedProbes() {
    List<FakeSwitch> pair = pair();
    FakeSwitch a = pair.get(0);
    FakeSwitch b = pair.get(1);
    Tap tap = new Tap();
    byte[] genuine = tap.capture(a, 2);
    LinkDiscovery discovery = scenario.replica(2).discovery();

    byte[] forged = genuine.clone();
    forged[forged.length - 3] ^= 1;
    b.receive(2, forged);
    byte[] moved = genuine.clone();
    replacePort(moved, 2, 77);
    b.receive(2, moved);
    b.receive(2, foreignLldp());
    b.receive(2, Arrays.copyOf(genuine, 30));
    scenario.pass(Duration.ofMillis(10));
    assertThat(discovery.rejections())
        .containsEntry(Rejection.FORGED, 2L)
        .containsEntry(Rejection.FOREIGN, 2L);

    a.receive(2, genuine);
    scenario.pass(Duration.ofMillis(10));
    assertThat(scenario.replica(1).discovery().rejections()).containsEntry(Rejection.ECHOED, 1L);

    scenario.pass(Duration.ofSeconds(11));
    b.receive(2, genuine);
    scenario.pass(Duration.ofMillis(10));
    assertThat(discovery.rejections()).containsEntry(Rejection.STALE, 1L);
    assertThat(links(1)).hasSize(2);
    assertThat(scenario.packets(2)).as("frames of discovery are not for apps").isEmpty();
  }

  @Test
  void shouldIgnoreProbesOfAnotherCluster() {
    List<FakeSwitch> pair = pair();
    Scenario other = new Scenario(1, 1);
    FakeSwitch stranger = other.settledSwitch(1, 2);
    other.submit(new NetworkCommand.SetConfiguration(LinkDiscovery.KEY, "ab".repeat(32)));
    byte[] probe = new Tap().capture(other, stranger, 2);

    pair.get(1).receive(2, probe);
    scenario.pass(Duration.ofMillis(10));

    assertThat(scenario.replica(2).discovery().rejections())
        .containsEntry(Rejection.OTHER_CLUSTER, 1L);
    assertThat(links(1)).hasSize(2);
  }

  @Test
  void shouldFindALinkThatOnlyBddpCrossesButNotBesideADirectOne() {
    List<FakeSwitch> pair = pair();
    FakeSwitch a = pair.get(0);
    FakeSwitch b = pair.get(1);
    Bridge.between(scenario, a, 2, b, 2);
    scenario.time().until(() -> links(1).size() == 4, Duration.ofSeconds(10));

    byte[] bddp = new Tap().captureBddp(a, 2);
    b.receive(1, bddp);
    scenario.pass(Duration.ofSeconds(2));

    assertThat(links(1)).doesNotContain(new Link(a.at(2), b.at(1)));
  }

  @Test
  void shouldSettleAPortAboutASecondAfterItCameUp() {
    FakeSwitch device = scenario.settledSwitch(1, 2);
    assertThat(scenario.replica(1).discovery().isSettled(device.at(1))).isFalse();
    scenario.until(() -> scenario.replica(1).discovery().isSettled(device.at(1)));

    device.setPort(1, false);
    scenario.pass(Duration.ofMillis(10));
    assertThat(scenario.replica(1).discovery().isSettled(device.at(1))).isFalse();
    assertThat(scenario.replica(2).discovery().isSettled(device.at(2))).isFalse();

    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.pass(Duration.ofMillis(10));
    assertThat(scenario.replica(2).discovery().isSettled(device.at(2))).isTrue();
    assertThat(scenario.replica(1).discovery().isSettled(device.at(2))).isFalse();
  }

  @Test
  void shouldNotTakeAPortForAnEdgeSoonerWhenLeadershipMovesMeanwhile() {
    FakeSwitch device = scenario.settledSwitch(1, 2);
    scenario.pass(Duration.ofMillis(300));

    scenario.cluster().elect(scenario.partitionOf(device), 2);
    scenario.pass(Duration.ofMillis(500));
    assertThat(scenario.masters(device)).containsExactly(2);
    assertThat(scenario.replica(2).discovery().isSettled(device.at(1))).isFalse();

    scenario.until(() -> scenario.replica(2).discovery().isSettled(device.at(1)));
  }

  @Test
  void shouldCountTheTimeToSettleFromTheFirstProbeThatLeft() {
    FakeSwitch device = scenario.newSwitch(1, OpenFlowVersion.OF_1_3, 2);
    scenario.submit(new NetworkCommand.AssignSwitch(device.id(), PartitionId.data(1)));
    scenario.cluster().depose(PartitionId.SYSTEM); // no key for the probes before there is a leader
    List<byte[]> probes = new ArrayList<>();
    device.tap(1, probes::add);
    scenario.connectToAll(device);
    scenario.pass(Duration.ofMillis(1900));
    assertThat(probes).isEmpty();

    scenario.cluster().elect(PartitionId.SYSTEM, 1);
    scenario.until(() -> !probes.isEmpty());
    scenario.pass(Duration.ofMillis(990));
    assertThat(scenario.replica(1).discovery().isSettled(device.at(1))).isFalse();

    scenario.until(() -> scenario.replica(1).discovery().isSettled(device.at(1)));
  }

  @Test
  void shouldMeasureRoundTripTimesFromEveryReplica() {
    FakeSwitch device = scenario.settledSwitch(1, 2);
    scenario.pass(Duration.ofSeconds(3));

    for (int n = 1; n <= 3; n++) {
      assertThat(scenario.replica(n).rtt().snapshot())
          .containsEntry(device.id(), Duration.ofMillis(1));
    }
    device.disconnect(scenario.replica(3));
    scenario.pass(Duration.ofMillis(10));
    assertThat(scenario.replica(3).rtt().snapshot()).isEmpty();
  }

  private static void replacePort(byte[] frame, int from, int to) {
    for (int i = 14; i + 4 <= frame.length; i++) {
      boolean dpid = i >= 8 && frame[i - 1] == 1 && frame[i - 8] == 0;
      if (dpid && frame[i] == 0 && frame[i + 1] == 0 && frame[i + 2] == 0 && frame[i + 3] == from) {
        frame[i + 3] = (byte) to;
        return;
      }
    }
    throw new AssertionError("no port found");
  }

  private static byte[] foreignLldp() {
    byte[] frame = new byte[60];
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xcc;
    byte[] name = "\u0000some other controller".getBytes(StandardCharsets.US_ASCII);
    frame[14] = 1 << 1;
    frame[15] = (byte) name.length;
    System.arraycopy(name, 0, frame, 16, name.length);
    return frame;
  }

  /** Listens on a port that has no cable. */
  private final class Tap {
    byte[] capture(FakeSwitch device, int port) {
      return capture(scenario, device, port);
    }

    byte[] capture(Scenario where, FakeSwitch device, int port) {
      return capture(where, device, port, 0x88cc);
    }

    byte[] captureBddp(FakeSwitch device, int port) {
      return capture(scenario, device, port, 0x8942);
    }

    private byte[] capture(Scenario where, FakeSwitch device, int port, int type) {
      List<byte[]> seen = new ArrayList<>();
      device.tap(port, seen::add);
      where.until(() -> seen.stream().anyMatch(f -> type(f) == type));
      return seen.stream().filter(f -> type(f) == type).findFirst().orElseThrow();
    }
  }

  private static int type(byte[] frame) {
    return ((frame[12] & 0xff) << 8) | (frame[13] & 0xff);
  }

  /** A switch of others: passes broadcasts on, but not what is for the nearest bridge. */
  private static final class Bridge {
    static void between(Scenario scenario, FakeSwitch a, int portA, FakeSwitch b, int portB) {
      a.tap(portA, frame -> pass(scenario, frame, b, portB));
      b.tap(portB, frame -> pass(scenario, frame, a, portA));
    }

    private static void pass(Scenario scenario, byte[] frame, FakeSwitch to, int port) {
      if (frame[0] == (byte) 0xff) {
        scenario.time().execute(() -> to.receive(port, frame));
      }
    }
  }
}
