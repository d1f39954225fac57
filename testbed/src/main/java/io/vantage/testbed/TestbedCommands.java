package io.vantage.testbed;

import io.vantage.server.cli.CommandProvider;
import io.vantage.testbed.demo.DemoCommand;
import io.vantage.testbed.evaluate.EvaluateCommand;
import io.vantage.testbed.experiment.ExperimentCommand;
import io.vantage.testbed.load.BenchCommand;
import io.vantage.testbed.wan.WanCommand;
import java.util.List;

/** Adds the testbed's commands to {@code vantage}. */
public final class TestbedCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of(
        new DemoCommand(),
        new BenchCommand(),
        new EvaluateCommand(),
        new ExperimentCommand(),
        new WanCommand());
  }
}
