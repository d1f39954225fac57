package io.vantage.server.cli;

import io.vantage.server.Foreground;
import io.vantage.server.StartupException;
import io.vantage.server.config.NodeSettings;
import io.vantage.server.config.SettingsReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one replica in the foreground. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Runs one replica in the foreground until it is told to stop (SIGTERM, Ctrl-C).")
final class NodeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration file (HOCON); docs/vantage.conf explains every key.")
  private Path config;

  @Option(names = "--check", description = "Only check the configuration file.")
  private boolean checkOnly;

  @Override
  public Integer call() throws InterruptedException {
    NodeSettings settings = SettingsReader.read(config);
    if (checkOnly) {
      System.out.println(config + ": no problem found");
      return ExitCode.OK;
    }
    LoggingSetup.apply(settings.replica(), settings.logging());
    try {
      Foreground.run(settings);
      return ExitCode.OK;
    } catch (StartupException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}
