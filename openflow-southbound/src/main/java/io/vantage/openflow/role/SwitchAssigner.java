package io.vantage.openflow.role;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.Replica;
import io.vantage.model.DatapathId;
import io.vantage.network.Assignment;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.probe.RoundTrips;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a switch that nobody owns to a partition. If that depends on round trips, it measures its
 * own first and waits a little for those of the other replicas. Confined to the switch's event
 * loop.
 */
public final class SwitchAssigner {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchAssigner.class);

  /** After this a switch is assigned by what is known, whoever is silent. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int ECHOES = 5;

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final DatapathId device;
  private final Cluster cluster;
  private final Network network;
  private final Assignment assignment;
  private final RoundTrips roundTrips;
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private boolean measuring;
  private boolean overdue;
  private boolean waiting;

  public SwitchAssigner(
      SwitchLoop loop,
      SwitchChannel channel,
      Cluster cluster,
      Network network,
      Assignment assignment,
      RoundTrips roundTrips) {
    this.loop = loop;
    this.channel = channel;
    this.device = channel.device();
    this.cluster = cluster;
    this.network = network;
    this.assignment = assignment;
    this.roundTrips = roundTrips;
  }

  /** Proposes an assignment unless there is one; the first that is committed wins. */
  void assign() {
    if (waiting || network.view().partitionOf(device).isPresent()) {
      return;
    }
    if (assignment.isRegional(device) && !overdue && !roundTrips.isWhole(device)) {
      measure();
      return;
    }
    waiting = true;
    loop.whenDone(
        network.submit(new NetworkCommand.AssignSwitch(device, choice())),
        receipt -> again(),
        error -> {
          LOG.warn("Switch {} could not be assigned: {}", device, error.toString());
          again();
        });
  }

  private PartitionId choice() {
    List<PartitionId> partitions =
        cluster.partitions().keySet().stream().filter(id -> !id.isSystem()).toList();
    return assignment.choose(
        device,
        cluster.members().stream().map(Replica::id).toList(),
        partitions,
        roundTrips.of(device));
  }

  private void measure() {
    if (measuring) {
      return;
    }
    measuring = true;
    loop.after(
        PATIENCE,
        () -> {
          overdue = true;
          assign();
        });
    echo(ECHOES, Duration.ofDays(1));
  }

  /** The shortest of a few: the switch is busy with its handshake. */
  private void echo(int left, Duration shortest) {
    if (left == 0) {
      roundTrips.measured(device, shortest);
      return;
    }
    loop.whenDone(
        channel.echo(),
        rtt -> echo(left - 1, rtt.compareTo(shortest) < 0 ? rtt : shortest),
        failed -> LOG.debug("Switch {} gave no echo: {}", device, failed.toString()));
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
}
