package io.vantage.testbed.wan;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a delay. */
@Command(
    name = "delay",
    mixinStandardHelpOptions = true,
    description = {
      "Adds a delay at one replica, to all that goes there; or between two ends, one of them a",
      "replica and the other a replica or a switch, in both directions. 0 ends it."
    })
final class WanDelayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WanClient client;

  @Parameters(
      arity = "2..3",
      paramLabel = "END [END] MS",
      description = "As 'r2 20' or 'r1 r2 20' or 'r1 5 20', with 5 for the switch s5.")
  private List<String> words;

  @Override
  public Integer call() {
    List<String> ends = words.subList(0, words.size() - 1);
    String millis = words.get(words.size() - 1);
    return client.put(ends, WanClient.body().put("extraMs", Amount.parse(spec, millis, "ms")));
  }
}
