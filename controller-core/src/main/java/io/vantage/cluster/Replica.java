package io.vantage.cluster;

/**
 * A member of the cluster.
 *
 * @param host address other replicas reach it at
 * @param port TCP port of the replica-to-replica channel
 */
public record Replica(ReplicaId id, String host, int port) {
  public Replica {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("replica " + id + " needs a host");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("replica " + id + ": port " + port + " not in 1..65535");
    }
  }
}
