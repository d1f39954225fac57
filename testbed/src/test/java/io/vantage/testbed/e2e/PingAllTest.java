package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.LabNetwork;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every host reaches every other, on Open vSwitch, with three replicas. */
class PingAllTest {
  private static final Duration DISCOVERY = Duration.ofSeconds(30);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear,3",
        "tree,2,3",
        "fattree,4",
        "ring,6",
        "torus,3,3",
        "internet2",
        "zoo,src/test/resources/e2e/lakes.graphml"
      })
  void shouldConnectEveryPairOfHosts(String topology) throws Exception {
    pingAll(topology, "OpenFlow13", "forwarding");
  }

  @Test
  void shouldConnectEveryPairOfHostsOnOpenFlow10() throws Exception {
    pingAll("ring,4", "OpenFlow10", "forwarding");
  }

  @Test
  void shouldConnectEveryPairOfHostsWithTheLearningSwitch() throws Exception {
    pingAll("ring,4", "OpenFlow13", "learning-switch");
  }

  private void pingAll(String topology, String protocols, String app) throws Exception {
    try (Laboratory lab = new Laboratory(directory, topology, protocols, app)) {
      lab.awaitTopology(DISCOVERY);

      LabNetwork.PingReport report = lab.network().pingAll();

      assertThat(report.sent()).isEqualTo(pairs(lab.network().size().hosts()));
      // Not at the first try: that depends on how busy the machine is.
      assertThat(report.received()).as("answered: %s", report).isEqualTo(report.sent());
      if (app.equals("forwarding")) {
        ClusterProcesses.await(
            "every host to be known",
            Duration.ofSeconds(10),
            () -> lab.list("hosts").size() == lab.network().size().hosts());
      }
    }
  }

  private static long pairs(int hosts) {
    return (long) hosts * (hosts - 1);
  }
}
