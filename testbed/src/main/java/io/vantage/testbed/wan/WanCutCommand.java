package io.vantage.testbed.wan;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Cuts paths. */
@Command(
    name = "cut",
    mixinStandardHelpOptions = true,
    description = "Cuts the path between two ends, or all paths of one; what was sent waits.")
final class WanCutCommand implements Callable<Integer> {
  @Mixin private WanClient client;

  @Parameters(
      arity = "1..2",
      paramLabel = "END",
      description = "A replica such as r2, or a switch by its datapath id.")
  private List<String> ends;

  @Override
  public Integer call() {
    return client.put(ends, WanClient.body().put("cut", true));
  }
}
