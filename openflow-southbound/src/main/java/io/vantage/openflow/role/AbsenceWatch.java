package io.vantage.openflow.role;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster that a switch is disconnected when the leader of its partition has no
 * connection to it for a while: one second after a connection was lost here, three seconds after
 * becoming leader (the switch may be about to connect). Counts sweeps instead of reading a clock,
 * so a stalled replica does not declare everybody gone. Confined to the thread that sweeps.
 */
public final class AbsenceWatch {
  /** Time between two calls of {@link #sweep}. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(AbsenceWatch.class);

  private static final int AFTER_LOSS = 2;
  private static final int AFTER_ELECTION = 6;

  private final Network network;
  private final Mastership mastership;
  private final Predicate<DatapathId> connectedHere;
  private final Map<DatapathId, Absence> absences = new HashMap<>();

  public AbsenceWatch(Network network, Mastership mastership, Predicate<DatapathId> connectedHere) {
    this.network = network;
    this.mastership = mastership;
    this.connectedHere = connectedHere;
  }

  /** Looks at all switches once. */
  public void sweep() {
    Map<DatapathId, Device> devices = network.view().topology().devices();
    network.view().assignments().forEach((id, partition) -> look(devices.get(id), id, partition));
  }

  private void look(Device device, DatapathId id, PartitionId partition) {
    boolean leads = mastership.settledTerm(partition).isPresent();
    boolean here = connectedHere.test(id);
    if (!leads || here || device == null || !device.connected()) {
      absences.put(id, new Absence(leads && here, 0));
      return;
    }
    Absence before = absences.getOrDefault(id, new Absence(false, 0));
    Absence now = new Absence(before.wasHere(), before.sweeps() + 1);
    absences.put(id, now);
    int limit = now.wasHere() ? AFTER_LOSS : AFTER_ELECTION;
    if (now.sweeps() >= limit && (now.sweeps() - limit) % AFTER_ELECTION == 0) {
      LOG.info("Switch {} is not connected to its leader", id);
      var unused =
          network
              .submit(new NetworkCommand.DisconnectDevice(id))
              .whenComplete(
                  (receipt, error) -> {
                    if (error != null) {
                      LOG.warn("Loss of switch {} not reported: {}", id, error.toString());
                    }
                  });
    }
  }

  private record Absence(boolean wasHere, int sweeps) {}
}
