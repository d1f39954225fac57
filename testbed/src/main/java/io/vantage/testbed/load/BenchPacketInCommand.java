package io.vantage.testbed.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vantage bench packet-in}. Exit code 0 if the run went to its end, else 1. */
@Command(
    name = "packet-in",
    description = "Sends packet-ins from many switches and counts the flow-mods and packet-outs.")
public final class BenchPacketInCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // picocli prints the help itself
  private boolean help;

  @Option(
      names = "--target",
      defaultValue = "127.0.0.1:6653",
      description = "Where the controller listens (default: ${DEFAULT-VALUE}).")
  private String target;

  @Option(
      names = "--switches",
      defaultValue = "8",
      description = "Number of switches (default: ${DEFAULT-VALUE}).")
  private int switches;

  @Option(
      names = "--version",
      defaultValue = "1.3",
      description = "OpenFlow version, 1.0 or 1.3 (default: ${DEFAULT-VALUE}).")
  private String version;

  @Option(
      names = "--window",
      defaultValue = "64",
      description =
          "Packet-ins without a response that each switch allows itself (default:"
              + " ${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "--flood", description = "No window: as much as the sockets take.")
  private boolean flood;

  @Option(
      names = "--hosts",
      defaultValue = "1000",
      description = "Pairs of addresses per switch (default: ${DEFAULT-VALUE}).")
  private int hosts;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Time that is measured (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description = "Seconds before that (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--deaf",
      defaultValue = "0",
      description =
          "Switches that stop reading after the warm-up, and flood (default: ${DEFAULT-VALUE}).")
  private int deaf;

  @Option(names = "--pid", description = "Process of the controller, to measure its CPU time.")
  private Long pid;

  @Option(
      names = "--first-dpid",
      defaultValue = "1",
      description = "Datapath id of the first switch (default: ${DEFAULT-VALUE}).")
  private long firstDatapathId;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the order of addresses (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Prints the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LoadSpec load = spec();
    LoadReport report;
    try {
      report = PacketInLoad.run(load);
    } catch (IOException e) {
      command.commandLine().getErr().println("cannot reach " + target + ": " + e.getMessage());
      return 1;
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? asJson(report) : asText(report));
    out.flush();
    return report.failure().isEmpty() ? 0 : 1;
  }

  private LoadSpec spec() {
    try {
      return new LoadSpec(
          address(target),
          switches,
          wireVersion(),
          flood ? LoadSpec.FLOOD : window,
          hosts,
          duration(warmUp),
          duration(seconds),
          deaf,
          Optional.ofNullable(pid).map(OptionalLong::of).orElseGet(OptionalLong::empty),
          firstDatapathId,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private int wireVersion() {
    return switch (version) {
      case "1.0" -> 1;
      case "1.3" -> 4;
      default -> throw new IllegalArgumentException("--version must be 1.0 or 1.3");
    };
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("--target '" + text + "' must be HOST:PORT", e);
    }
  }

  private static String asJson(LoadReport r) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", r.version()).put("switches", r.switches()).put("mode", r.mode());
    json.put("seed", r.seed()).put("seconds", r.seconds());
    json.put("responsesPerSecond", r.responsesPerSecond()).put("responses", r.responses());
    json.put("packetIns", r.packetIns()).put("flowMods", r.flowMods());
    json.put("packetOuts", r.packetOuts()).put("errors", r.errors()).put("lost", r.lost());
    json.put("p50Micros", r.p50Micros()).put("p99Micros", r.p99Micros());
    json.put("maxMicros", r.maxMicros());
    r.cpuMicrosPerResponse().ifPresent(cpu -> json.put("cpuMicrosPerResponse", cpu));
    r.residentMegabytes().ifPresent(mb -> json.put("residentMegabytes", mb));
    r.failure().ifPresent(why -> json.put("failure", why));
    return json.toString();
  }

  private static String asText(LoadReport r) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "OpenFlow %s, %d switches, %s, %.1f s, seed %d%n",
            r.version(),
            r.switches(),
            r.mode(),
            r.seconds(),
            r.seed()));
    text.append(
        String.format(
            Locale.ROOT,
            "%.0f responses/s  p50 %.0f us  p99 %.0f us  max %.0f us%n",
            r.responsesPerSecond(),
            r.p50Micros(),
            r.p99Micros(),
            r.maxMicros()));
    text.append(
        String.format(
            Locale.ROOT,
            "packet-ins %d  flow-mods %d  packet-outs %d  errors %d  lost %d",
            r.packetIns(),
            r.flowMods(),
            r.packetOuts(),
            r.errors(),
            r.lost()));
    r.cpuMicrosPerResponse()
        .ifPresent(
            cpu -> text.append(String.format(Locale.ROOT, "%nCPU %.2f us per response", cpu)));
    r.residentMegabytes()
        .ifPresent(mb -> text.append(String.format(Locale.ROOT, "  memory %.0f MB", mb)));
    r.failure().ifPresent(why -> text.append(String.format("%nended early: %s", why)));
    return text.toString();
  }
}
