package io.vantage.cluster.atomix;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.network.LocalView;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Measures how replicas in this JVM form a cluster, move leaderships and commit.
 *
 * <pre>
 *   ClusterBenchmark form MEMBERS PARTITIONS
 *   ClusterBenchmark transfers MEMBERS COUNT DELAY_MILLIS [PARTITIONS]
 *   ClusterBenchmark commits SECONDS [ON_COMMIT]
 *   ClusterBenchmark soak SECONDS
 * </pre>
 */
public final class ClusterBenchmark {
  private static final PartitionId P1 = PartitionId.data(1);

  private static final AtomixCluster.Services BARE = (id, onStop) -> new BareService(onStop);
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final int HOSTS = 10_000;

  private ClusterBenchmark() {}

  /** Runs one of the measurements; see the class. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(System.getProperty("dir", "/tmp")), "bench");
    try {
      switch (args[0]) {
        case "form" -> form(directory, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        case "transfers" ->
            transfers(
                directory,
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                args.length > 4 ? Integer.parseInt(args[4]) : 4);
        case "commits" ->
            commits(
                directory,
                Integer.parseInt(args[1]),
                ClusterSettings.Flush.valueOf(args.length > 2 ? args[2] : "BEFORE_ANSWER"));
        case "soak" -> soak(directory, Integer.parseInt(args[1]));
        default ->
            throw new IllegalArgumentException("form, transfers, commits or soak, not " + args[0]);
      }
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** From the first call to a leader of every partition that every member knows. */
  private static void form(Path directory, int members, int partitions) throws Exception {
    for (int round = 1; round <= 5; round++) {
      try (InMemoryNetwork network = new InMemoryNetwork(round)) {
        long begin = System.nanoTime();
        try (LocalCluster cluster =
            LocalCluster.inMemory(
                members, directory.resolve("round" + round), network, partitions - 1)) {
          cluster.start();
          say(
              "%d members, %d partitions, round %d: %.0f ms",
              members, partitions, round, (System.nanoTime() - begin) / 1e6);
        }
      }
    }
  }

  private static void transfers(
      Path directory, int members, int count, int delayMillis, int partitions) throws Exception {
    try (InMemoryNetwork network = new InMemoryNetwork(1)) {
      ClusterSettings.Timing timing =
          delayMillis > 0
              ? ClusterSettings.Timing.of(1000, 150)
              : ClusterSettings.Timing.of(Integer.getInteger("election", 400), 80);
      LocalCluster cluster =
          new LocalCluster(
              members,
              directory,
              network,
              Cure.all(),
              settings -> settings.withDataPartitions(partitions - 1).withTiming(timing));
      for (ReplicaId from : cluster.ids()) {
        for (ReplicaId to : cluster.ids()) {
          network.delay(from, to, Duration.ofMillis(delayMillis));
        }
      }
      try (cluster) {
        cluster.start();
        List<PartitionId> ids = new ArrayList<>(cluster.at(1).partitions().keySet());
        List<Load> loads = new ArrayList<>();
        int each = 64 / ids.size();
        int turn = 0;
        for (PartitionId id : ids) {
          ReplicaId at = cluster.ids().get(turn++ % members);
          loads.add(new Load(id.name() + "-", () -> cluster.log(at, id), 100, true).start(each));
        }
        Thread.sleep(3000);
        runTransfers(cluster, ids, count);
        loads.forEach(Load::stop);
        while (!loads.stream().allMatch(Load::isIdle)) {
          Thread.sleep(10);
        }
        report(cluster, ids, loads);
      }
    }
  }

  private static void runTransfers(LocalCluster cluster, List<PartitionId> ids, int count)
      throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    List<Double> whole = new ArrayList<>();
    List<Double> pause = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < count; i++) {
      PartitionId id = ids.get(i % ids.size());
      ReplicaId leader = cluster.leader(id);
      List<ReplicaId> others =
          cluster.ids().stream().filter(replica -> !replica.equals(leader)).toList();
      ReplicaId target = others.get(random.nextInt(others.size()));
      ReplicaId caller = cluster.ids().get(random.nextInt(cluster.ids().size()));
      long begin = System.nanoTime();
      TransferOutcome outcome =
          cluster.log(caller, id).transfer(target, Duration.ofSeconds(2)).join();
      if (outcome instanceof TransferOutcome.Moved moved) {
        whole.add((System.nanoTime() - begin) / 1e6);
        pause.add(moved.pauseNanos() / 1e6);
      } else {
        failed++;
        say("  not moved: %s", outcome);
      }
      Thread.sleep(30);
    }
    whole.sort(Comparator.naturalOrder());
    pause.sort(Comparator.naturalOrder());
    say(
        "transfers %d, not moved %d; time median %.1f ms, p95 %.1f, max %.1f;"
            + " pause median %.1f ms, max %.1f",
        count,
        failed,
        whole.get(whole.size() / 2),
        whole.get(whole.size() * 95 / 100),
        whole.get(whole.size() - 1),
        pause.get(pause.size() / 2),
        pause.get(pause.size() - 1));
  }

  private static void report(LocalCluster cluster, List<PartitionId> ids, List<Load> loads) {
    int lost = 0;
    int failed = 0;
    long operations = 0;
    double longest = 0;
    double p99 = 0;
    for (int i = 0; i < ids.size(); i++) {
      List<String> applied = cluster.agreed(ids.get(i));
      lost += loads.get(i).problemsIn(applied).size();
      failed += loads.get(i).failed().size();
      operations += loads.get(i).completed();
      longest = Math.max(longest, loads.get(i).quantileMillis(1));
      p99 = Math.max(p99, loads.get(i).quantileMillis(0.99));
    }
    long rejected = 0;
    long unstuck = 0;
    for (ReplicaId id : cluster.running()) {
      for (PartitionId partition : ids) {
        rejected += cluster.at(id).engine(partition).gate().rejected();
        unstuck += cluster.at(id).engine(partition).replica().unstuck();
      }
    }
    say(
        "operations %d, failed %d, lost or doubled %d, longest %.0f ms, p99 %.1f ms;"
            + " rejected %d, unstuck %d, rival leaders %d",
        operations, failed, lost, longest, p99, rejected, unstuck, cluster.rivals().size());
  }

  private static void commits(Path directory, int seconds, ClusterSettings.Flush flush)
      throws Exception {
    for (int round = 1; round <= 2; round++) {
      for (boolean bare : new boolean[] {true, false}) {
        try (InMemoryNetwork network = new InMemoryNetwork(1);
            LocalCluster cluster =
                new LocalCluster(
                    3,
                    directory.resolve("round" + round + bare),
                    network,
                    Cure.all(),
                    settings ->
                        settings
                            .withDataPartitions(1)
                            .withLimits(settings.limits().withFlush(flush)))) {
          cluster.services(bare ? BARE : network());
          cluster.start();
          if (!bare) {
            connectDevice(cluster);
          }
          for (int window : new int[] {1, 64, 512}) {
            for (boolean leader : new boolean[] {true, false}) {
              measure(cluster, window, leader, seconds, bare ? "bare engine" : "network state");
            }
          }
        }
      }
    }
  }

  /** The state machine of the network, a view of its own for each replica. */
  private static AtomixCluster.Services network() {
    return (id, onStop) -> new ReplicatedService(view(id).stateMachine(id), true, onStop);
  }

  private static LocalView view(PartitionId id) {
    return new LocalView(id.isSystem() ? List.of(id) : List.of(PartitionId.SYSTEM, id));
  }

  private static void connectDevice(LocalCluster cluster) throws Exception {
    Device device = new Device(DEVICE, OpenFlowVersion.OF_1_3, SwitchDescription.UNKNOWN, 1, true);
    Port port = new Port(DEVICE, 1, "eth1", MacAddress.ZERO, true, 0);
    byte[] command =
        NetworkTypes.CODEC.encode(new NetworkCommand.ConnectDevice(device, List.of(port)));
    cluster.log(cluster.leader(P1), P1).propose(command).get(10, TimeUnit.SECONDS);
  }

  /** A host that moves in time, so that every update changes the state. */
  private static byte[] hostUpdate(long number) {
    return NetworkTypes.CODEC.encode(
        new NetworkCommand.UpdateHost(
            new Host(
                new MacAddress(number % HOSTS + 1),
                0,
                Set.of(),
                new ConnectPoint(DEVICE, 1),
                number)));
  }

  private static void measure(
      LocalCluster cluster, int window, boolean atLeader, int seconds, String what)
      throws Exception {
    ReplicaId leader = cluster.leader(P1);
    ReplicaId at = atLeader ? leader : cluster.follower(P1);
    run(cluster, at, window, 1, false, what);
    Load load = run(cluster, at, window, seconds, true, what);
    say(
        "%s, %d in flight at the %s: %.0f updates/s, p50 %.2f ms, p99 %.2f ms, longest %.0f ms,"
            + " failed %d",
        what,
        window,
        atLeader ? "leader" : "follower",
        load.completed() / (double) seconds,
        load.quantileMillis(0.5),
        load.quantileMillis(0.99),
        load.quantileMillis(1),
        load.failed().size());
  }

  private static Load run(
      LocalCluster cluster, ReplicaId at, int window, int seconds, boolean remember, String what)
      throws Exception {
    LongFunction<byte[]> updates =
        what.equals("network state") ? ClusterBenchmark::hostUpdate : number -> new byte[40];
    Load load =
        new Load("x" + System.nanoTime() + "-", () -> cluster.log(at, P1), updates, remember);
    load.start(window);
    TimeUnit.SECONDS.sleep(seconds);
    load.stop();
    while (!load.isIdle()) {
      Thread.sleep(5);
    }
    return load;
  }

  private static void soak(Path directory, int seconds) throws Exception {
    try (InMemoryNetwork network = new InMemoryNetwork(1);
        LocalCluster cluster =
            new LocalCluster(
                3, directory, network, Cure.all(), settings -> settings.withDataPartitions(1))) {
      cluster.services(network());
      cluster.start();
      connectDevice(cluster);
      ReplicaId at = cluster.follower(P1);
      Load load =
          new Load("s", () -> cluster.log(at, P1), ClusterBenchmark::hostUpdate, false).start(64);
      long begin = System.nanoTime();
      long before = 0;
      for (int second = 10; second <= seconds; second += 10) {
        TimeUnit.SECONDS.sleep(10);
        long now = load.completed();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        StringBuilder logs = new StringBuilder();
        for (ReplicaId id : cluster.ids()) {
          logs.append(
              String.format(
                  Locale.ROOT,
                  " %.1f",
                  Compactor.logBytes(directory.resolve(id.name()).resolve("p1")) / 1e6));
        }
        say(
            "%4d s: %.0f updates/s, heap %.0f MB, logs%s MB, %d snapshots, failed %d",
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
            (now - before) / 10.0,
            (runtime.totalMemory() - runtime.freeMemory()) / 1e6,
            logs,
            cluster.at(at).engine(P1).compactor().snapshots(),
            load.failed().size());
        before = now;
      }
      load.stop();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
