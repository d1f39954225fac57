package io.vantage.seer.simulation;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.Arrays;
import java.util.List;

/**
 * Where replicas and switches are: propagation delays, one way, in milliseconds.
 *
 * @param replicaDelays from replica to replica, symmetric
 * @param switchDelays from switch (row) to replica (column)
 */
public record Geography(
    List<ReplicaId> replicas,
    List<DatapathId> switches,
    double[][] replicaDelays,
    double[][] switchDelays) {
  public Geography {
    replicas = List.copyOf(replicas);
    switches = List.copyOf(switches);
    if (replicaDelays.length != replicas.size() || switchDelays.length != switches.size()) {
      throw new IllegalArgumentException("one row of delays per replica and per switch");
    }
  }

  double replicaMillis(int a, int b) {
    return replicaDelays[a][b];
  }

  double switchMillis(int device, int replica) {
    return switchDelays[device][replica];
  }

  /** The replica that a switch is nearest to. */
  public int nearest(int device) {
    int nearest = 0;
    for (int r = 1; r < replicas.size(); r++) {
      if (switchDelays[device][r] < switchDelays[device][nearest]) {
        nearest = r;
      }
    }
    return nearest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Geography that
        && replicas.equals(that.replicas)
        && switches.equals(that.switches)
        && Arrays.deepEquals(replicaDelays, that.replicaDelays)
        && Arrays.deepEquals(switchDelays, that.switchDelays);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(replicaDelays) * 31 + Arrays.deepHashCode(switchDelays);
  }
}
