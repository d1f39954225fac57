package io.vantage.testbed.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs an experiment of the user's own. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the experiment that a file describes: topology, places, strategies, injections,",
      "requests, duration, seed. docs/experiments.md explains the file."
    })
final class ExperimentRunCommand implements Callable<Integer> {
  @Mixin private ExperimentOutput output;

  @Parameters(paramLabel = "FILE", description = "Description of the experiment (HOCON).")
  private Path file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return output.carryOut(ExperimentReader.read(file));
  }
}
