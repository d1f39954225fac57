package io.vantage.server.cli;

import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalReplica;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops all replicas of a local cluster. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Stops all replicas; those that do not stop within 10 s are killed.")
final class ClusterStopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Option(names = "--clean", description = "Deletes the data afterwards.")
  private boolean clean;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = directory.existing();
    return cluster.exclusively(() -> stop(cluster));
  }

  private int stop(LocalCluster cluster) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<LocalReplica> running = cluster.running();
    if (running.isEmpty()) {
      out.println("no replica is running in " + cluster.directory());
    }
    running.forEach(replica -> replica.process().ifPresent(ProcessHandle::destroy));
    for (LocalReplica replica : running) {
      boolean orderly = replica.stop(PATIENCE);
      out.println(replica.id() + (orderly ? " stopped" : " killed: it did not stop in time"));
    }
    if (clean) {
      cluster.clean();
    }
    cluster.resign();
    out.flush();
    return ExitCode.OK;
  }
}
