package io.vantage.testbed.wan;

import io.vantage.server.cli.CliException;
import io.vantage.server.cli.ExitCode;
import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.RelayAddresses;
import io.vantage.server.rest.HttpServer;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the relay in the foreground. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the emulated network in the foreground until it is told to stop (SIGTERM, Ctrl-C).",
      "Replicas join with 'vantage cluster start --over-wan', Mininet with",
      "'--controller vantage,N,at=auto', which starts and stops this by itself."
    })
final class WanRunCommand implements Callable<Integer> {
  private static final double PROBE_MILLIS = 5;
  private static final int PROBES = 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--topology",
      paramLabel = "NAME|FILE",
      defaultValue = "internet2",
      description = "Network whose distances count (default: ${DEFAULT-VALUE}).")
  private String topology;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Number of replicas (default: 3, or as many as --at names).")
  private Optional<Integer> replicas = Optional.empty();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "PLACE",
      description = "Places of the replicas by name (default: the k-median of the network).")
  private List<String> at = List.of();

  @Override
  public Integer call() throws InterruptedException, IOException {
    Sites sites;
    int[] places;
    try {
      Topology network = Topologies.of(topology);
      network.warnings().forEach(spec.commandLine().getErr()::println);
      sites = new Sites(network);
      int count = replicas.orElse(at.isEmpty() ? 3 : at.size());
      if (count < 1 || count > LocalCluster.MAX_REPLICAS) {
        throw new IllegalArgumentException(
            "--replicas must be from 1 to " + LocalCluster.MAX_REPLICAS + ", not " + count);
      }
      places = WanEmulator.places(sites, count, at);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    double measured = Accuracy.medianRttMillis(PROBE_MILLIS, PROBES);
    try (WanEmulator emulator = new WanEmulator(sites, places);
        HttpServer server =
            new HttpServer(
                RelayAddresses.CONTROL_HOST,
                RelayAddresses.CONTROL_PORT,
                new WanResource(emulator)::register)) {
      say(emulator, places.length, measured);
      new CountDownLatch(1).await();
      return server.port();
    } catch (UncheckedIOException e) {
      throw new CliException(ExitCode.FAILED, String.valueOf(e.getCause().getMessage()), e);
    }
  }

  private void say(WanEmulator emulator, int count, double measured) {
    PrintWriter out = spec.commandLine().getOut();
    for (int r = 0; r < count; r++) {
      out.println(emulator.wan().name(r) + " is at " + emulator.place(r));
    }
    out.printf(
        "ready: a round trip of %.1f ms takes %.2f ms; change delays with 'vantage wan'%n",
        2 * PROBE_MILLIS, measured);
    out.flush();
  }
}
