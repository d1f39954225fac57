package io.vantage.server.cli;

import io.vantage.server.local.LocalReplica;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts one replica again. */
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    description = "Stops one replica if it runs, starts it again and waits until it is ready.")
final class ClusterRestartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(paramLabel = "REPLICA", description = "Name of the replica, for example r2.")
  private String id;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the replica may take to be ready (default: 60).")
  private int timeoutSeconds = 60;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalReplica replica = directory.replica(id);
    return directory.existing().exclusively(() -> restart(replica));
  }

  private int restart(LocalReplica replica) throws IOException, InterruptedException {
    replica.stop(Duration.ofSeconds(10));
    replica.start(NodeProcess.command(replica));
    new ReadyWait(Duration.ofSeconds(timeoutSeconds), spec.commandLine().getOut())
        .await(List.of(replica));
    return ExitCode.OK;
  }
}
