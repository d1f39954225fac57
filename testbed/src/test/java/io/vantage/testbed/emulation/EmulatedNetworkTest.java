package io.vantage.testbed.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmulatedNetworkTest {
  /** Flow-mod: add, priority 1, no condition, apply-actions output to the port. */
  private static String outputAll(String port) {
    return "0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff ffffffff ffffffff"
        + " 0000 0000 0001000400000000"
        + " 0004 0018 00000000 0000 0010 "
        + port
        + " ffff 000000000000";
  }

  private static final String FLOOD = "fffffffb";

  @Test
  void shouldPingThroughFloodingSwitches() throws Exception {
    try (RawController controller = new RawController();
        EmulatedNetwork network =
            EmulatedNetwork.start(
                Topologies.of("linear,3"),
                NetworkOptions.defaults(),
                List.of(controller.address()))) {
      flood(controller, 3);

      PingReport report = network.pingAll(Duration.ofSeconds(2), 4).get(10, TimeUnit.SECONDS);

      assertThat(report.sent()).isEqualTo(6);
      assertThat(report.failures()).isEmpty();
      assertThat(network.wiring().stormDrops()).isZero();
    }
  }

  @Test
  void shouldCountABroadcastStormInsteadOfHanging() throws Exception {
    try (RawController controller = new RawController();
        EmulatedNetwork network =
            EmulatedNetwork.start(
                Topologies.of("torus,3,3"),
                NetworkOptions.defaults(),
                List.of(controller.address()))) {
      flood(controller, 9);

      network.host("h1x1").send(Packets.arpRequest(1, 0x0a000001, 0x0a0000fe));

      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> network.wiring().stormDrops() > 0);
    }
  }

  @Test
  void shouldFailAPingOverACutLinkAndSucceedAfterItIsRestored() throws Exception {
    try (RawController controller = new RawController();
        EmulatedNetwork network =
            EmulatedNetwork.start(
                Topologies.of("linear,2"),
                NetworkOptions.defaults(),
                List.of(controller.address()))) {
      flood(controller, 2);
      network.cut(1, 2).get(10, TimeUnit.SECONDS);

      PingReport cut = network.pingAll(Duration.ofMillis(300), 2).get(10, TimeUnit.SECONDS);
      network.restore(1, 2).get(10, TimeUnit.SECONDS);
      PingReport restored = network.pingAll(Duration.ofSeconds(2), 2).get(10, TimeUnit.SECONDS);

      assertThat(cut.lossPercent()).isEqualTo(100);
      assertThat(cut.failures().get(0)).contains("no ARP reply");
      assertThat(restored.lossPercent()).isZero();
    }
  }

  private static void flood(RawController controller, int switches) throws IOException {
    for (int i = 0; i < switches; i++) {
      controller.handshake(4).accepted(14, outputAll(FLOOD));
    }
  }

  @Test
  void shouldRunAThousandSwitchesOnTwoThreads() throws Exception {
    int before = Thread.activeCount();
    try (RawController controller = new RawController();
        EmulatedNetwork network =
            EmulatedNetwork.start(
                Topologies.of("linear,1000"),
                NetworkOptions.defaults(),
                List.of(controller.address()))) {
      List<RawConnection> connections = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        connections.add(controller.handshake(4));
      }

      for (RawConnection connection : connections) {
        connection.send(5, "");
      }
      Set<Long> datapathIds = new HashSet<>();
      for (RawConnection connection : connections) {
        datapathIds.add(connection.expect(6).bytes().getLong(0));
      }

      assertThat(datapathIds).hasSize(1_000);
      assertThat(network.switches()).hasSize(1_000);
      assertThat(Thread.activeCount() - before).isLessThanOrEqualTo(4);
      for (RawConnection connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void shouldTakeTheTimeOfItsLinks() throws Exception {
    NetworkOptions withDelays = NetworkOptions.defaults().withLinkDelays(true);
    try (RawController controller = new RawController();
        EmulatedNetwork network =
            EmulatedNetwork.start(
                farApart(Duration.ofMillis(30)), withDelays, List.of(controller.address()))) {
      flood(controller, 2);

      Duration roundTrip =
          network
              .host("h1")
              .ping(network.host("h2").ipv4(), Duration.ofSeconds(2))
              .get(5, TimeUnit.SECONDS);

      assertThat(roundTrip).isBetween(Duration.ofMillis(60), Duration.ofMillis(1_000));
    }
  }

  private static Topology farApart(Duration delay) {
    Topology linear = Topologies.of("linear,2");
    List<Topology.SwitchLink> links =
        linear.links().stream().map(l -> new Topology.SwitchLink(l.a(), l.b(), delay)).toList();
    return new Topology("far", linear.switches(), links, linear.hosts(), List.of());
  }
}
