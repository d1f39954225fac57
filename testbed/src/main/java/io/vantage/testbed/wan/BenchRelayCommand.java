package io.vantage.testbed.wan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.cli.ExitCode;
import io.vantage.server.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vantage bench relay}. */
@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the relay of the emulated network: round trips at set delays, what 40 pairs carry",
      "together, and what a blocked pair does to the others."
    })
public final class BenchRelayCommand implements Callable<Integer> {
  private static final List<Double> DELAYS = List.of(1.0, 5.0, 20.0, 60.0);
  private static final int PINGS = 200;
  private static final int PAIRS = 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--duration",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds of load (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Prints the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    Table table = new Table("ONE WAY MS", "MEDIAN RTT MS", "OVER TWICE THE DELAY");
    for (double delay : DELAYS) {
      double rtt = Accuracy.medianRttMillis(delay, PINGS);
      report.putObject("rtt" + (int) delay + "ms").put("medianMs", rtt);
      table.row(delay, text(rtt), text(rtt - 2 * delay));
    }
    RelayLoad.Report free = RelayLoad.run(PAIRS, seconds, false);
    RelayLoad.Report blocked = RelayLoad.run(PAIRS, seconds, true);
    report.set("free", describe(free));
    report.set("onePairBlocked", describe(blocked));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.toPrettyString());
    } else {
      table.print(out);
      out.println();
      new Table("40 PAIRS, 5 MS ONE WAY", "MESSAGES/S", "MEDIAN RTT MS", "P99 RTT MS")
          .row("all free", free.perSecond(), text(free.medianMillis()), text(free.p99Millis()))
          .row(
              "one of them blocked",
              blocked.perSecond(),
              text(blocked.medianMillis()),
              text(blocked.p99Millis()))
          .print(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static ObjectNode describe(RelayLoad.Report load) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("pairs", PAIRS)
        .put("messagesPerSecond", load.perSecond())
        .put("medianMs", load.medianMillis())
        .put("p99Ms", load.p99Millis());
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, "%.2f", millis);
  }
}
