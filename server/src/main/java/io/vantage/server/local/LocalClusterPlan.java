package io.vantage.server.local;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a local cluster shall look like.
 *
 * @param partitions number of data partitions
 * @param logFormat {@code text} or {@code json}
 * @param timers when absent, the defaults of the configuration, or {@link #WAN_TIMERS}
 * @param overWan true if replicas reach each other by {@link RelayAddresses}
 */
public record LocalClusterPlan(
    int replicas,
    int partitions,
    List<String> apps,
    String logFormat,
    Optional<Timers> timers,
    boolean overWan) {
  /** Timers that bear round trips of 100 ms and more. */
  public static final Timers WAN_TIMERS = new Timers(1500, 150);

  /** How soon a leader is missed, and how often it shows up. */
  public record Timers(int electionMillis, int heartbeatMillis) {}

  public LocalClusterPlan {
    if (replicas < 1 || replicas > LocalCluster.MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas must be from 1 to " + LocalCluster.MAX_REPLICAS + ", not " + replicas);
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
    }
    apps = List.copyOf(apps);
  }

  /** A cluster with the timers of the defaults. */
  public LocalClusterPlan(int replicas, int partitions, List<String> apps, String logFormat) {
    this(replicas, partitions, apps, logFormat, Optional.empty(), false);
  }

  public LocalClusterPlan withTimers(Timers other) {
    return new LocalClusterPlan(replicas, partitions, apps, logFormat, Optional.of(other), overWan);
  }

  /** The same cluster, whose replicas reach each other through an emulated network. */
  public LocalClusterPlan throughRelay() {
    return new LocalClusterPlan(
        replicas, partitions, apps, logFormat, timers.or(() -> Optional.of(WAN_TIMERS)), true);
  }

  /** The parts that existing data binds. */
  String shape() {
    return replicas + " replicas, " + partitions + " partitions";
  }

  /** True if data of this shape can be used again. */
  public boolean fits(String existingShape) {
    return existingShape.equals(shape());
  }

  String configuration(LocalReplica replica) {
    String members =
        IntStream.rangeClosed(1, replicas)
            .mapToObj(
                i ->
                    "    { id = r%d, host = %s, port = %d }"
                        .formatted(i, hostOf(i, replica), LocalReplica.RAFT_PORT))
            .collect(Collectors.joining("\n"));
    return """
        # Written by 'vantage cluster start'; it is written anew by every start.
        vantage {
          replica = %s
          members = [
        %s
          ]
          data-directory = data
          partitions = %d
          %s
          openflow { bind = %s, port = %d }
          http { bind = %s, port = %d }
          apps = [%s]
          logging { directory = ".", format = %s }
        }
        """
        .formatted(
            replica.id(),
            members,
            partitions,
            timers
                .map(
                    t ->
                        "cluster { election-timeout = %dms, heartbeat = %dms }"
                            .formatted(t.electionMillis(), t.heartbeatMillis()))
                .orElse("# Timers: the defaults"),
            replica.host(),
            LocalReplica.OPENFLOW_PORT,
            replica.host(),
            LocalReplica.HTTP_PORT,
            apps.stream().map(app -> '"' + app + '"').collect(Collectors.joining(", ")),
            logFormat);
  }

  private String hostOf(int number, LocalReplica seenBy) {
    return overWan && number != seenBy.number()
        ? RelayAddresses.replica(seenBy.number(), number)
        : new LocalReplica(number, seenBy.directory()).host();
  }
}
