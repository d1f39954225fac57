package io.vantage.testbed.wan;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the emulated network. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows where replicas are, the delays between them, and what was changed.")
final class WanStatusCommand implements Callable<Integer> {
  @Mixin private WanClient client;

  @Override
  public Integer call() {
    return client.get();
  }
}
