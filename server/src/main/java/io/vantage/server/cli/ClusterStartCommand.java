package io.vantage.server.cli;

import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalClusterPlan;
import io.vantage.server.local.LocalReplica;
import io.vantage.server.local.RelayAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a cluster and waits until it is ready. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the replicas and waits until all are ready.",
      "Data of an earlier start in the same directory is used again."
    })
final class ClusterStartCommand implements Callable<Integer> {
  private static final int EMULATOR_MILLIS = 2000;

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Option(names = "--replicas", paramLabel = "N", description = "Number of replicas (default: 3).")
  private int replicas = 3;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Number of data partitions (default: one per replica).")
  private Optional<Integer> partitions;

  @Option(
      names = "--apps",
      split = ",",
      paramLabel = "APP",
      description = "Apps to run, separated by commas (default: forwarding).")
  private List<String> apps = List.of("forwarding");

  @Option(names = "--log-format", paramLabel = "FORMAT", description = "text (default) or json.")
  private String logFormat = "text";

  @Option(names = "--clean", description = "Deletes the data of an earlier start first.")
  private boolean clean;

  @Option(
      names = "--over-wan",
      description = {
        "Replicas reach each other through the emulated network that 'vantage wan run' runs,",
        "with timers for a wide area."
      })
  private boolean overWan;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the replicas may take to be ready (default: 60).")
  private int timeoutSeconds = 60;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalClusterPlan plan = plan();
    LocalCluster cluster = directory.named();
    return cluster.exclusively(() -> start(cluster, plan));
  }

  private LocalClusterPlan plan() {
    try {
      LocalClusterPlan plan =
          new LocalClusterPlan(replicas, partitions.orElse(replicas), apps, logFormat);
      return overWan ? plan.throughRelay() : plan;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private int start(LocalCluster cluster, LocalClusterPlan plan)
      throws IOException, InterruptedException {
    List<LocalReplica> running = cluster.running();
    if (!running.isEmpty()) {
      throw new CliException(
          ExitCode.FAILED,
          "a cluster is running in "
              + cluster.directory()
              + " already: "
              + running.stream().map(LocalReplica::id).collect(Collectors.joining(", "))
              + "; stop it with 'vantage cluster stop'");
    }
    if (clean) {
      cluster.clean();
    }
    Optional<String> shape = cluster.shape();
    if (shape.isPresent() && !plan.fits(shape.get())) {
      throw new CliException(
          ExitCode.FAILED,
          cluster.directory()
              + " holds data of a cluster with "
              + shape.get()
              + "; start the same again, or delete its data with --clean");
    }
    for (int i = 1; i <= plan.replicas(); i++) {
      LocalCluster.obstacle(cluster.replica(i))
          .ifPresent(
              text -> {
                throw new CliException(ExitCode.FAILED, text);
              });
    }
    if (plan.overWan()) {
      requireEmulator();
    }
    launch(cluster, cluster.setUp(plan));
    return ExitCode.OK;
  }

  private static void requireEmulator() {
    InetSocketAddress control =
        new InetSocketAddress(RelayAddresses.CONTROL_HOST, RelayAddresses.CONTROL_PORT);
    try (Socket socket = new Socket()) {
      socket.connect(control, EMULATOR_MILLIS);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNREACHABLE,
          "--over-wan: no emulated network runs here; 'vantage wan run' runs one",
          e);
    }
  }

  private void launch(LocalCluster cluster, List<LocalReplica> all)
      throws IOException, InterruptedException {
    List<LocalReplica> started = new CopyOnWriteArrayList<>();
    Thread undo = new Thread(() -> started.forEach(LocalReplica::kill), "undo-start");
    Runtime.getRuntime().addShutdownHook(undo);
    try {
      for (LocalReplica replica : all) {
        replica.start(NodeProcess.command(replica));
        started.add(replica);
      }
      new ReadyWait(Duration.ofSeconds(timeoutSeconds), spec.commandLine().getOut()).await(all);
      if (!cluster.makeCurrent()) {
        spec.commandLine().getErr().println("no home directory: give --dir to the next commands");
      }
      started.clear();
    } finally {
      started.forEach(LocalReplica::kill);
    }
  }
}
