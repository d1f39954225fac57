package io.vantage.openflow.role;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a switch that nobody owns to a partition. Confined to the switch's event loop. */
final class SwitchAssigner {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchAssigner.class);

  private final SwitchLoop loop;
  private final DatapathId device;
  private final Cluster cluster;
  private final Network network;
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private boolean waiting;

  SwitchAssigner(SwitchLoop loop, DatapathId device, Cluster cluster, Network network) {
    this.loop = loop;
    this.device = device;
    this.cluster = cluster;
    this.network = network;
  }

  /** Proposes an assignment unless there is one; the first that is committed wins. */
  void assign() {
    if (waiting || network.view().partitionOf(device).isPresent()) {
      return;
    }
    waiting = true;
    loop.whenDone(
        network.submit(new NetworkCommand.AssignSwitch(device, choice(device, cluster))),
        receipt -> again(),
        error -> {
          LOG.warn("Switch {} could not be assigned: {}", device, error.toString());
          again();
        });
  }

  /** Looks again, since the assignment may be seen here a little later than it was committed. */
  private void again() {
    loop.after(
        backoff.next(),
        () -> {
          waiting = false;
          assign();
        });
  }

  /** Spreads switches evenly: p(1 + datapath id mod number of data partitions). */
  static PartitionId choice(DatapathId device, Cluster cluster) {
    List<PartitionId> data =
        cluster.partitions().keySet().stream().filter(id -> !id.isSystem()).toList();
    return data.get((int) Long.remainderUnsigned(device.value(), data.size()));
  }
}
