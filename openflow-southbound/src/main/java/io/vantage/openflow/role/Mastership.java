package io.vantage.openflow.role;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.southbound.SwitchChannel;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The switches this replica is master of. Reads from any thread. */
public final class Mastership {
  private final ReplicaId local;
  private final Map<PartitionId, PartitionLog> logs;
  private final Map<DatapathId, Confirmed> confirmed = new ConcurrentHashMap<>();

  public Mastership(Cluster cluster) {
    this.local = cluster.local();
    this.logs = Map.copyOf(cluster.partitions()); // they are fixed; read once per packet
  }

  /**
   * True if this replica leads the switch's partition, has settled, and the switch has confirmed it
   * as master for the present term. Turns false as soon as the replica learns of a newer term.
   */
  public boolean isMaster(DatapathId device) {
    return channel(device).isPresent();
  }

  /** The connection to a switch, if this replica is its master. */
  public Optional<SwitchChannel> channel(DatapathId device) {
    Confirmed known = confirmed.get(device);
    return known != null && settledTerm(known.partition()).equals(OptionalLong.of(known.term()))
        ? Optional.of(known.channel())
        : Optional.empty();
  }

  /** The term in which this replica leads a partition and has settled, if it does. */
  OptionalLong settledTerm(PartitionId partition) {
    PartitionLog log = logs.get(partition);
    if (log == null) {
      return OptionalLong.empty();
    }
    Leadership before = log.leadership();
    boolean settled = log.isSettledLeader() && before.isLedBy(local);
    return settled && log.leadership().term() == before.term()
        ? OptionalLong.of(before.term())
        : OptionalLong.empty();
  }

  void confirm(SwitchChannel channel, PartitionId partition, long term) {
    confirmed.put(channel.device(), new Confirmed(channel, partition, term));
  }

  /** Forgets what this connection had confirmed; a newer connection's confirmation stays. */
  void revoke(SwitchChannel channel) {
    confirmed.computeIfPresent(
        channel.device(), (device, known) -> known.channel() == channel ? null : known);
  }

  private record Confirmed(SwitchChannel channel, PartitionId partition, long term) {}
}
