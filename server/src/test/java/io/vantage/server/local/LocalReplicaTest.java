package io.vantage.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.server.config.NodeSettings;
import io.vantage.server.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalReplicaTest {
  private static final List<String> SLEEPER = List.of("sleep", "600");
  private static final List<String> STUBBORN =
      List.of("sh", "-c", "trap '' TERM; sleep 600 & wait");

  @TempDir Path directory;

  private LocalCluster cluster() {
    return new LocalCluster(directory);
  }

  @AfterEach
  void killWhatIsLeft() {
    cluster().replicas().forEach(LocalReplica::kill);
  }

  private LocalReplica setUp() throws IOException {
    return cluster().setUp(new LocalClusterPlan(1, 1, List.of("forwarding"), "text")).get(0);
  }

  @Test
  void shouldFindItsProcessAgainUntilItEnds() throws IOException {
    LocalReplica replica = setUp();
    ProcessHandle process = replica.start(SLEEPER);

    assertThat(cluster().running()).containsExactly(replica);
    assertThat(replica.process()).contains(process);

    assertThat(replica.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(replica.process()).isEmpty();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldTakeAStalePidFileForNoProcess() throws IOException {
    LocalReplica replica = setUp();
    Path pidFile = replica.directory().resolve("pid");

    for (String stale :
        List.of("", "nonsense", "1", "999999999 0", ProcessHandle.current().pid() + " 12345")) {
      Files.writeString(pidFile, stale);
      assertThat(replica.process()).as(stale).isEmpty();
    }
    assertThat(replica.kill()).isFalse();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void shouldInsistIfTheProcessDoesNotStop() throws IOException {
    LocalReplica replica = setUp();
    ProcessHandle process = replica.start(STUBBORN);
    List<ProcessHandle> children = process.children().toList();

    assertThat(replica.stop(Duration.ofMillis(300))).isFalse();

    assertThat(process.isAlive()).isFalse();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void shouldWriteConfigurationsThatANodeAccepts() throws IOException {
    LocalClusterPlan plan =
        new LocalClusterPlan(3, 8, List.of("forwarding", "learning-switch"), "json")
            .withTimers(new LocalClusterPlan.Timers(300, 50));

    List<LocalReplica> replicas = cluster().setUp(plan);

    NodeSettings second = SettingsReader.read(replicas.get(1).configFile());
    assertThat(second.replica().name()).isEqualTo("r2");
    assertThat(second.partitions()).isEqualTo(8);
    assertThat(second.cluster().electionTimeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(second.cluster().heartbeat()).isEqualTo(Duration.ofMillis(50));
    assertThat(second.openflow().bind()).isEqualTo("127.0.0.2");
    assertThat(second.http().bind()).isEqualTo("127.0.0.2");
    assertThat(second.apps()).containsExactly("forwarding", "learning-switch");
    assertThat(cluster().shape()).contains(plan.shape());
    assertThat(plan.fits("3 replicas, 3 partitions")).isFalse();
  }

  @Test
  void shouldDeleteOnlyWhatReplicasWrote() throws IOException {
    setUp();
    Path foreign = Files.writeString(directory.resolve("mine.txt"), "");

    cluster().clean();

    assertThat(cluster().replicas()).isEmpty();
    assertThat(foreign).exists();
  }

  @Test
  void shouldNotChangeAClusterThatAnotherCommandChanges() throws Exception {
    String outcome =
        cluster()
            .exclusively(
                () -> {
                  try {
                    return cluster().exclusively(() -> "both");
                  } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
                    return "refused";
                  }
                });

    assertThat(outcome).isEqualTo("refused");
  }

  @Test
  void shouldNameTheAddressThatIsTaken() throws IOException {
    LocalReplica replica = cluster().replica(200);
    assertThat(LocalCluster.obstacle(replica)).isEmpty();
    InetAddress address = InetAddress.getByName(replica.host());
    try (ServerSocket taken = new ServerSocket(LocalReplica.HTTP_PORT, 1, address)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(LocalCluster.obstacle(replica))
          .hasValueSatisfying(text -> assertThat(text).contains("127.0.0.200:8181"));
    }
  }
}
