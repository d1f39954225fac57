package io.vantage.server.cli;

import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalReplica;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where a local cluster lies. */
final class DirectoryOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory of the cluster; default: the one started last, else ~/.vantage/cluster.")
  private Path directory;

  /** The cluster of the option, for a new cluster. */
  LocalCluster named() {
    return new LocalCluster(
        Optional.ofNullable(directory).orElseGet(LocalCluster::defaultDirectory));
  }

  /** The cluster of the option, or the one that was started last. */
  LocalCluster existing() {
    return Optional.ofNullable(directory)
        .map(LocalCluster::new)
        .or(LocalCluster::current)
        .orElseGet(() -> new LocalCluster(LocalCluster.defaultDirectory()));
  }

  /** The replica of this name; the error lists those that exist. */
  LocalReplica replica(String id) {
    LocalCluster cluster = existing();
    List<LocalReplica> all = cluster.replicas();
    if (all.isEmpty()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is no cluster in " + cluster.directory());
    }
    return all.stream()
        .filter(replica -> replica.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.NOT_FOUND,
                    "no replica "
                        + id
                        + " in "
                        + cluster.directory()
                        + "; there are "
                        + all.stream().map(LocalReplica::id).collect(Collectors.joining(", "))));
  }
}
