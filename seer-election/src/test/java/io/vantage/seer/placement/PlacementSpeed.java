package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a decision costs: {@code PlacementSpeed [strategy [replicas partitions switches]]} prints
 * the milliseconds of CPU time of a round of observations, one of reports, and one of decisions.
 */
final class PlacementSpeed {
  private static final int ROUNDS = 400;

  private PlacementSpeed() {}

  public static void main(String[] args) {
    String name = args.length > 0 ? args[0] : "vantage";
    int replicas = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    int partitions = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    int switches = args.length > 3 ? Integer.parseInt(args[3]) : 1_000;
    Random random = new Random(1);
    TestCluster cluster = new TestCluster(replicas);
    Placement placement =
        new Placement(Strategies.named(name, cluster.replicas, 1), PlacementSettings.DEFAULTS);
    TreeMap<PartitionId, Situation.Led> led = new TreeMap<>();
    for (int p = 0; p < partitions; p++) {
      Set<DatapathId> devices = new HashSet<>();
      for (int s = p; s < switches; s += partitions) {
        devices.add(new DatapathId(s + 1));
      }
      led.put(
          PartitionId.data(p + 1),
          new Situation.Led(Optional.of(cluster.replicas.get(p % replicas)), devices));
    }
    double[][] times = new double[3][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double now = round * 100;
      change(cluster, led, random, switches, round % 50 == 0);
      var observations = cluster.observations(now);
      times[0][round] = millis(() -> observations.forEach(placement::observe));
      times[1][round] =
          millis(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  int leader = 1 + i % replicas;
                  int source = 1 + random.nextInt(replicas);
                  placement.report(
                      cluster.report(source, leader, now, 20 + 10 * random.nextDouble()));
                }
              });
      times[2][round] =
          millis(
              () ->
                  placement
                      .decide(new Situation(now, cluster.replicas, led))
                      .forEach(each -> placement.failed(each.partition())));
    }
    print("7 observations", times[0]);
    print("1,000 reports ", times[1]);
    print("decisions     ", times[2]);
  }

  private static void change(
      TestCluster cluster,
      Map<PartitionId, Situation.Led> led,
      Random random,
      int switches,
      boolean step) {
    for (int a = 1; a <= cluster.replicas.size(); a++) {
      for (int b = a + 1; step && b <= cluster.replicas.size(); b++) {
        cluster.rtt(a, b, 10 + 30 * random.nextDouble());
      }
      for (int s = 1; s <= switches; s++) {
        cluster
            .switchRtts
            .get(TestCluster.replica(a))
            .put(new DatapathId(s), 5 + random.nextDouble());
      }
      for (PartitionId partition : led.keySet()) {
        cluster.commandRates.get(TestCluster.replica(a)).put(partition, 10.0);
      }
    }
    led.forEach(
        (partition, each) -> {
          cluster.commitRates.get(each.leader().orElseThrow()).put(partition, 100.0);
          each.switches()
              .forEach(device -> cluster.packetInRates.get(each.leader().get()).put(device, 3.0));
        });
  }

  private static double millis(Runnable work) {
    long start = cpuNanos();
    work.run();
    return (cpuNanos() - start) / 1e6;
  }

  /** CPU time of this thread, so that other processes do not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, double[] times) {
    double[] warm = Arrays.copyOfRange(times, times.length / 2, times.length);
    Arrays.sort(warm);
    System.out.printf(
        "%s  median %.3f ms  99 %% %.3f ms%n",
        what, warm[warm.length / 2], warm[(int) (0.99 * warm.length)]);
  }
}
