package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.lab.CommandLoad;
import io.vantage.testbed.lab.LabNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas die under load, one after the other. */
class ReplicaFailureTest {
  @TempDir Path directory;

  @Test
  void shouldLoseNoAcknowledgedUpdateWhenEachReplicaIsKilledInTurn() throws Exception {
    try (Laboratory lab = new Laboratory(directory, "ring,4", "OpenFlow13", "forwarding")) {
      lab.awaitTopology(Duration.ofSeconds(30));
      List<String> devices = List.of("0000000000000001", "0000000000000002", "0000000000000003");
      try (CommandLoad load =
          new CommandLoad(lab.cluster().rest(), devices, 4, Duration.ofMillis(5))) {
        lab.network().startPings(Duration.ofMillis(50));
        for (int victim = 0; victim < 3; victim++) {
          awaitProgress(load);
          lab.cluster().kill(victim);
          awaitProgress(load);
          lab.cluster().restart(victim);
        }
        LabNetwork.PingReport pings = lab.network().stopPings();
        load.close();

        for (int replica = 0; replica < 3; replica++) {
          int at = replica;
          Awaitility.await()
              .atMost(20, TimeUnit.SECONDS)
              .untilAsserted(() -> assertThat(load.missingAt(at)).isEmpty());
        }
        assertThat(pings.received()).isPositive();
        LabNetwork.PingReport all = lab.network().pingAll();
        assertThat(all.received()).as("answered: %s", all).isEqualTo(all.sent());
      }
    }
  }

  private static void awaitProgress(CommandLoad load) {
    int before = load.acknowledgedCount();
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> load.acknowledgedCount() > before + 200);
  }
}
