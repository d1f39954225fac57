package io.vantage.testbed.wan;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Heals paths. */
@Command(
    name = "heal",
    mixinStandardHelpOptions = true,
    description =
        "Heals the path between two ends, or all paths of one; without any ends every cut, delay"
            + " and limit that was added.")
final class WanHealCommand implements Callable<Integer> {
  @Mixin private WanClient client;

  @Parameters(
      arity = "0..2",
      paramLabel = "END",
      description = "A replica such as r2, or a switch by its datapath id.")
  private List<String> ends = List.of();

  @Override
  public Integer call() {
    return ends.isEmpty() ? client.reset() : client.put(ends, WanClient.body().put("cut", false));
  }
}
