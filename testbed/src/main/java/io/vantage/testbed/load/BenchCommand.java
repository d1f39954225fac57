package io.vantage.testbed.load;

import io.vantage.testbed.wan.BenchRelayCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vantage bench}: holds the load generators. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Load generators.",
    subcommands = {
      BenchPacketInCommand.class,
      BenchFailoverCommand.class,
      BenchPlacementCommand.class,
      BenchRelayCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "bench: name one of the commands below");
  }
}
