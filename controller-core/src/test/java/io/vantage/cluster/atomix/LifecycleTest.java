package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomix.protocols.raft.partition.impl.RaftNamespaces;
import io.atomix.protocols.raft.protocol.AppendRequest;
import io.atomix.utils.serializer.Serializer;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping and what must not be left behind. */
class LifecycleTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private LocalCluster cluster() {
    return new LocalCluster(
        3, directory, new TcpTransport(), Cure.all(), settings -> settings.withDataPartitions(2));
  }

  @Test
  void shouldLeaveNeitherThreadsNorOpenFilesBehind() throws IOException {
    startAndStop();
    Set<String> threads = threads();
    for (int i = 0; i < 3; i++) {
      startAndStop();
    }
    Awaitility.await("threads to end")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
    assertThat(openFiles()).isEmpty();
  }

  private void startAndStop() {
    try (LocalCluster cluster = cluster().start()) {
      cluster.log(LocalCluster.id(1), P1).propose(RecordingMachine.update("a")).join();
      ReplicaId follower = cluster.follower(P1);
      cluster.log(follower, P1).transfer(follower, Duration.ofSeconds(2)).join();
    }
  }

  @Test
  void shouldHaveStartedOnlyWhenItHasAppliedWhatWasCommittedBefore() {
    Serializer wire = Serializer.using(RaftNamespaces.RAFT_PROTOCOL);
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster = LocalCluster.inMemory(3, directory, network, 1).start()) {
      ReplicaId late = cluster.follower(P1);
      ReplicaId leader = cluster.leader(P1);
      cluster.stop(late);
      for (int i = 0; i < 20; i++) {
        cluster.log(leader, P1).propose(RecordingMachine.update("u" + i)).join();
      }

      // It hears of its leader, but gets no entries yet.
      network.filter(
          (from, to, subject, answer, payload) -> {
            if (answer || !to.equals(late) || !subject.equals("raft/p1-append")) {
              return true;
            }
            AppendRequest request = wire.decode(payload);
            return request.entries().isEmpty();
          });
      CompletableFuture<Void> started = cluster.launch(late);
      Awaitility.await()
          .atMost(SOON)
          .until(() -> cluster.log(late, P1).leadership().leader().isPresent());
      Awaitility.await().during(Duration.ofMillis(300)).until(() -> !started.isDone());

      network.filter((from, to, subject, answer, payload) -> true);
      started.orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(cluster.machine(late, P1).applied()).contains("u19");
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(raft|partition|replica-net).*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Path> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.map(LifecycleTest::target).filter(f -> f.startsWith(directory)).toList();
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closedMeanwhile) {
      return descriptor;
    }
  }

  @Test
  void shouldRefuseADirectoryThatIsInUse() {
    List<Replica> members = List.of(new Replica(LocalCluster.id(1), "127.0.0.1", 1));
    ClusterSettings settings =
        ClusterSettings.lan(LocalCluster.id(1), members, directory).withDataPartitions(0);
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        AtomixCluster first = new AtomixCluster(settings, network, id -> new RecordingMachine())) {
      assertThat(first.partitions()).containsOnlyKeys(PartitionId.SYSTEM);
      assertThatThrownBy(() -> new AtomixCluster(settings, network, id -> new RecordingMachine()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is used by another process");
      assertThatThrownBy(() -> first.partition(P1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no partition p1; there are [system]");
    }
  }

  @Test
  void shouldSayWhichPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Replica> members =
          List.of(new Replica(LocalCluster.id(1), "127.0.0.1", taken.getLocalPort()));
      ClusterSettings settings =
          ClusterSettings.lan(LocalCluster.id(1), members, directory).withDataPartitions(0);
      try (AtomixCluster cluster =
          new AtomixCluster(settings, new TcpTransport(), id -> new RecordingMachine())) {
        assertThatThrownBy(cluster::start)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("replica r1 cannot listen on 127.0.0.1:" + taken.getLocalPort())
            .hasMessageContaining("Address already in use");
      }
    }
  }

  @Test
  void shouldHangUpOnStrangers() throws IOException {
    try (LocalCluster cluster = cluster().start();
        Socket stranger = new Socket()) {
      Replica r1 = cluster.at(1).members().get(0);
      stranger.connect(new InetSocketAddress(r1.host(), r1.port()), 1000);
      stranger.setSoTimeout(5000);
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      stranger.getOutputStream().flush();
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
      cluster.log(LocalCluster.id(1), P1).propose(RecordingMachine.update("a")).join();
    }
  }
}
