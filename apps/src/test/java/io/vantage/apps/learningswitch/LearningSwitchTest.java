package io.vantage.apps.learningswitch;

import static io.vantage.apps.Fabric.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.apps.Fabric;
import io.vantage.apps.FakeHost;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.FlowRule;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.packet.Frames;
import io.vantage.model.packet.Payload.Arp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LearningSwitchTest {
  private final Fabric fabric = new Fabric(new LearningSwitch());

  @AfterEach
  void close() {
    fabric.close();
  }

  private List<FakeHost> oneSwitch(int hosts) {
    fabric.addSwitch(1, hosts);
    List<FakeHost> all = new ArrayList<>();
    for (int port = 1; port <= hosts; port++) {
      all.add(fabric.addHost(port, at(1, port)));
    }
    return all;
  }

  @Test
  void shouldFloodWhatIsUnknownAndInstallRulesForWhatIsKnown() {
    List<FakeHost> hosts = oneSwitch(4);

    hosts.get(0).askFor(hosts.get(1));
    fabric.until("an answer", () -> hosts.get(0).heardArp(Arp.REPLY) == 1);
    hosts.get(0).tell(hosts.get(1), "hello");
    fabric.rest();
    long misses = fabric.misses();
    hosts.get(0).tell(hosts.get(1), "again");
    fabric.rest();

    assertThat(hosts.get(3).heardArp(Arp.REQUEST)).isEqualTo(1);
    assertThat(hosts.get(3).heardArp(Arp.REPLY)).as("the answer is not flooded").isZero();
    assertThat(hosts.get(1).heard("hello")).isEqualTo(1);
    assertThat(hosts.get(1).heard("again")).isEqualTo(1);
    assertThat(fabric.misses()).isEqualTo(misses);
  }

  @Test
  void shouldMarkItsRulesAsEphemeralAndCommitNothing() {
    List<FakeHost> hosts = oneSwitch(2);
    long before = fabric.applied();

    hosts.get(0).askFor(hosts.get(1));
    fabric.until("a rule", () -> fabric.rules(1).size() == 1);

    FlowRule rule = fabric.rules(1).iterator().next();
    assertThat(rule.cookie() >>> 48).isEqualTo(0x5645);
    assertThat(rule.idleTimeoutSeconds()).isPositive();
    assertThat(rule.match().fields())
        .containsExactlyInAnyOrder(
            new MatchField.InPort(2),
            new MatchField.EthDst(hosts.get(0).mac()),
            new MatchField.EthSrc(hosts.get(1).mac()));
    assertThat(fabric.applied()).isEqualTo(before);
  }

  @Test
  void shouldLearnAnewAfterAChangeOfLeader() {
    List<FakeHost> hosts = oneSwitch(3);
    hosts.get(1).askFor(hosts.get(0));
    fabric.until("an answer", () -> hosts.get(1).heardArp(Arp.REPLY) == 1);
    PartitionId partition = fabric.network().view().partitionOf(at(1, 1).device()).orElseThrow();

    fabric.network().cluster().lead(partition, Optional.of(new ReplicaId("r2")));
    hosts.get(2).tell(hosts.get(1), "to nobody");
    fabric.rest();
    assertThat(hosts.get(1).heard("to nobody")).isZero();

    fabric.network().cluster().lead(partition, Optional.of(new ReplicaId("r1")));
    fabric.master(1);
    hosts.get(2).tell(hosts.get(1), "flooded");
    fabric.until("the flood", () -> hosts.get(0).heard("flooded") == 1);
    assertThat(hosts.get(1).heard("flooded")).isEqualTo(1);
  }

  @Test
  void shouldNotForwardWhatNoBridgeForwards() {
    List<FakeHost> hosts = oneSwitch(2);

    hosts
        .get(0)
        .send(
            Frames.ethernet(
                MacAddress.parse("01:80:c2:00:00:02"), hosts.get(0).mac(), 0, 0x8809, new byte[0]));
    hosts
        .get(0)
        .send(
            Frames.ethernet(
                MacAddress.BROADCAST, hosts.get(0).mac(), 0, 0x88cc, "probe".getBytes(UTF_8)));
    fabric.rest();

    assertThat(hosts.get(1).received()).isEmpty();
  }

  @Test
  void shouldFloodToEveryHostAtMostOnceInAnyTopology() {
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
      // A spanning chain first, so that every host can be reached; then loops.
      int a = i < switches - 1 ? i + 1 : 1 + random.nextInt(switches);
      int b = i < switches - 1 ? i + 2 : 1 + random.nextInt(switches);
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
