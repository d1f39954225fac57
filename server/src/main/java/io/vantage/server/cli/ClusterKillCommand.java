package io.vantage.server.cli;

import io.vantage.server.local.LocalReplica;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Kills one replica, as a crash would. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = "Kills one replica with SIGKILL, as a crash would.")
final class ClusterKillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DirectoryOption directory;

  @Parameters(paramLabel = "REPLICA", description = "Name of the replica, for example r2.")
  private String id;

  @Override
  public Integer call() {
    LocalReplica replica = directory.replica(id);
    if (!replica.kill()) {
      throw new CliException(ExitCode.FAILED, "replica " + id + " is not running");
    }
    spec.commandLine().getOut().println(id + " killed");
    return ExitCode.OK;
  }
}
