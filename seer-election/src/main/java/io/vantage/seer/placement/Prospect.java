package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import java.util.List;

/**
 * What leading a partition from elsewhere promises.
 *
 * @param leadMillis response time that is expected under the present leader
 * @param requestsPerSecond that would gain
 * @param others all other replicas that can be judged
 */
record Prospect(ReplicaId leader, double leadMillis, double requestsPerSecond, List<Other> others) {
  Prospect {
    others = List.copyOf(others);
  }

  /**
   * Another replica.
   *
   * @param gain by how much the response time would be less; negative if it would be more
   */
  record Other(ReplicaId replica, Estimate gain) {
    /** What the gain is worth to one who may go back if it turns out a loss. */
    double expectedImprovementMillis() {
      double deviation = gain.uncertaintyMillis();
      if (!(deviation > 0)) {
        return Math.max(0, gain.millis());
      }
      double z = gain.millis() / deviation;
      return gain.millis() * Normal.below(z) + deviation * Normal.density(z);
    }
  }
}
