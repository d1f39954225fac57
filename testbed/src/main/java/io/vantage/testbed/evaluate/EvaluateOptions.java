package io.vantage.testbed.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is to be compared; see the descriptions. */
final class EvaluateOptions {
  static final String ALL = "all";
  static final String ABLATION = "ablation";

  @Option(
      names = "--topology",
      paramLabel = "NAME|FILE|DIR",
      defaultValue = "internet2",
      description =
          "Network: internet2, fattree,4, ring,6, torus,3,3, linear,3, tree,3,2, a GraphML file, or"
              + " a directory of such files; may be repeated (default: ${DEFAULT-VALUE}).")
  List<String> topologies;

  @Option(
      names = "--replicas",
      split = ",",
      paramLabel = "N",
      description = "Numbers of replicas (default: 3,5,7, or as many as --at names).")
  List<Integer> replicas = List.of();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "PLACE",
      description = "Places of the replicas by name (default: the k-median of the network).")
  List<String> at = List.of();

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description = "delay, cpu, limit, mixed (default: delay,cpu,limit).")
  List<String> scenarios = List.of();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Injections from a file instead of a scenario: CSV time_s,kind,replica,value with kinds"
              + " delay_ms, cpu_percent, limit_percent and replicas r1, r2, ...")
  Optional<Path> trace = Optional.empty();

  @Option(
      names = "--strategy",
      split = ",",
      paramLabel = "NAME",
      defaultValue = ALL,
      description =
          "Strategies by name, all, or ablation: vantage with one part after the other taken away"
              + " (default: ${DEFAULT-VALUE}). native and the oracle are always there.")
  List<String> strategies;

  @Option(
      names = "--partitions",
      paramLabel = "RULE",
      defaultValue = "single",
      description =
          "single, or regional: one per replica, with the switches nearest to it (default:"
              + " ${DEFAULT-VALUE}).")
  String partitions;

  @Option(
      names = "--requests",
      paramLabel = "FROM",
      defaultValue = "replicas",
      description =
          "replicas: from a client beside each; switches: packet-ins, answered at the switch"
              + " (default: ${DEFAULT-VALUE}).")
  String requests;

  @Option(
      names = "--balance",
      paramLabel = "HOW",
      defaultValue = "balanced",
      description = "balanced, or imbalanced sources (default: ${DEFAULT-VALUE}).")
  String balance;

  @Option(
      names = "--interval",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds between injections (default: ${DEFAULT-VALUE}).")
  double interval;

  @Option(
      names = "--injections",
      paramLabel = "N",
      defaultValue = "30",
      description = "Injections per run (default: ${DEFAULT-VALUE}).")
  int injections;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Number of seeds (default: ${DEFAULT-VALUE}).")
  int seeds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  long seed;
}
