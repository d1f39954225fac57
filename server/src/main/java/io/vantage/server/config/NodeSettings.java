package io.vantage.server.config;

import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.network.Assignment;
import io.vantage.seer.elector.SeerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a node is told from outside; see {@code reference.conf} for what each key means.
 *
 * @param members all replicas, this one among them
 * @param partitions number of data partitions
 * @param assignment how a new switch gets its partition
 * @param apps names of apps, in the order in which packets are offered to them
 */
public record NodeSettings(
    ReplicaId replica,
    List<Replica> members,
    Path dataDirectory,
    int partitions,
    Assignment assignment,
    ClusterSettings cluster,
    OpenFlowSettings openflow,
    HttpSettings http,
    List<String> apps,
    DiscoverySettings discovery,
    SeerSettings seer,
    LoggingSettings logging) {
  public NodeSettings {
    members = List.copyOf(members);
    apps = List.copyOf(apps);
  }

  /** Timing of consensus. */
  public record ClusterSettings(
      Duration electionTimeout,
      Duration heartbeat,
      Duration proposalDeadline,
      Duration transferLimit) {}

  /**
   * Where switches connect.
   *
   * @param echoInterval between two measurements of a switch's round-trip time
   * @param tls empty for plain TCP
   */
  public record OpenFlowSettings(
      String bind,
      int port,
      int maxConnections,
      Duration echoInterval,
      Optional<TlsSettings> tls) {}

  /**
   * PEM files for TLS.
   *
   * @param trusted if present, clients need a certificate that one of these has signed
   */
  public record TlsSettings(Path certificate, Path key, Optional<Path> trusted) {}

  /** Where the REST API listens. */
  public record HttpSettings(String bind, int port) {}

  /** Pace of link discovery. */
  public record DiscoverySettings(Duration interval) {}

  /**
   * Logs.
   *
   * @param directory of the log file; empty to log to standard error only
   * @param files number of rotated files that are kept
   */
  public record LoggingSettings(
      Level level, Format format, Optional<Path> directory, long maxFileBytes, int files) {
    /** The least severity that is written. */
    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }

    /** How a line looks. */
    public enum Format {
      TEXT,
      JSON
    }
  }
}
