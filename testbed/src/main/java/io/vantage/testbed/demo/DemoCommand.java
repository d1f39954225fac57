package io.vantage.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.server.local.LocalReplica;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.EmulatedLabNetwork;
import io.vantage.testbed.lab.LabException;
import io.vantage.testbed.lab.LabNetwork;
import io.vantage.testbed.lab.MininetNetwork;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vantage demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the main job from end to end: starts replicas, brings a network up, pings, moves"
          + " leaderships, kills a leader, pings again, and looks for every acknowledged update.",
      "As root on Debian or Ubuntu it uses Open vSwitch in Mininet and installs them if they are"
          + " missing; otherwise, or with --embedded, switches that are emulated."
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--topology",
      paramLabel = "NAME|FILE",
      description =
          "internet2 (default), fattree,4, ring,6, torus,3,3, linear,3, tree,3,2 or a GraphML file.")
  private String topology = "internet2";

  @Option(names = "--replicas", paramLabel = "N", description = "Number of replicas (default: 3).")
  private int replicas = 3;

  @Option(names = "--embedded", description = "Uses emulated switches.")
  private boolean embedded;

  @Option(
      names = "--duration",
      paramLabel = "S",
      description = "Keeps everything running for so many seconds at the end.")
  private int durationSeconds;

  @Option(names = "--json", description = "Prints the summary as JSON.")
  private boolean json;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final long started = System.nanoTime();
  private PrintWriter err;

  @Override
  public Integer call() throws IOException {
    err = spec.commandLine().getErr();
    if (replicas < 3 || replicas % 2 == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--replicas must be odd and at least 3, not "
              + replicas
              + ": the demo kills one and goes on with a majority");
    }
    Topology wanted = readTopology();
    Thread onInterrupt = new Thread(this::closeAll, "demo-clean-up");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      return run(wanted);
    } finally {
      closeAll();
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    }
  }

  private Topology readTopology() {
    try {
      return Topologies.of(topology);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--topology: " + e.getMessage(), e);
    }
  }

  private int run(Topology wanted) throws IOException {
    boolean real = !embedded && OpenVSwitchHost.prepare(this::say);
    Path directory = Files.createTempDirectory("vantage-demo");
    open(() -> deleteTree(directory));
    say(real ? "mode: Open vSwitch in Mininet" : "mode: emulated switches");
    say("starting " + replicas + " replicas");
    long start = System.nanoTime();
    ClusterProcesses cluster =
        new ClusterProcesses(
            directory, new LocalClusterPlan(replicas, replicas, List.of("forwarding"), "text"));
    open(cluster);
    say("replicas ready after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    LabNetwork network = build(real, wanted, cluster, directory);
    open(network);
    Demo demo = new Demo(cluster, network, this::say);
    DemoReport report = demo.run(start, real ? "ovs" : "embedded");
    print(report);
    if (durationSeconds > 0) {
      say("running for another " + durationSeconds + " s at " + cluster.replicas().get(0).url());
      pause();
    }
    return report.isGood(replicas + 1) ? 0 : 1;
  }

  private LabNetwork build(
      boolean real, Topology wanted, ClusterProcesses cluster, Path directory) {
    say("building " + topology + ": " + wanted.switches().size() + " switches");
    wanted.warnings().forEach(this::say);
    if (real) {
      return new MininetNetwork(
          OpenVSwitchHost.scripts(),
          OpenVSwitchHost.mininetName(topology),
          cluster.replicas().stream()
              .map(r -> r.host() + ":" + LocalReplica.OPENFLOW_PORT)
              .toList(),
          "OpenFlow13",
          directory.resolve("mininet.log"));
    }
    return new EmulatedLabNetwork(wanted, cluster.controllers());
  }

  private void print(DemoReport report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      out.print(DemoTable.of(report));
    }
    out.flush();
  }

  private synchronized void open(AutoCloseable part) {
    opened.push(part);
  }

  private synchronized void closeAll() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        say("could not clean up: " + e.getMessage());
      }
    }
  }

  private void say(String what) {
    err.printf("[%5.1f s] %s%n", (System.nanoTime() - started) / 1e9, what);
    err.flush();
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(Duration.ofSeconds(durationSeconds).toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
