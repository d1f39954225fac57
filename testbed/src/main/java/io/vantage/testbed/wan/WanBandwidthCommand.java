package io.vantage.testbed.wan;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Limits the bandwidth of a path. */
@Command(
    name = "bandwidth",
    mixinStandardHelpOptions = true,
    description = "Limits what passes between two ends, in each direction. 0 ends it.")
final class WanBandwidthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WanClient client;

  @Parameters(index = "0", paramLabel = "END", description = "A replica.")
  private String a;

  @Parameters(index = "1", paramLabel = "END", description = "A replica or a switch.")
  private String b;

  @Parameters(index = "2", paramLabel = "MBIT", description = "Megabits per second.")
  private String limit;

  @Override
  public Integer call() {
    double megabits = Amount.parse(spec, limit, "Mbit/s");
    return client.put(List.of(a, b), WanClient.body().put("mbps", megabits));
  }
}
