package io.vantage.seer.simulation;

/**
 * Everything that is the same for every strategy that is compared: the very same requests and
 * injections.
 */
public record Experiment(
    Geography geography,
    Partitioning partitioning,
    Workload workload,
    Trace trace,
    SimulationSettings settings,
    long seed) {

  /** How many ways of initial leadership there are to compare; see {@link #leaders}. */
  public int rotations() {
    return geography.replicas().size();
  }

  /**
   * The initial leaders of a rotation: partition p is led by replica p + rotation. Over all
   * rotations every partition is led once by every replica, and none leads more than another.
   */
  public int[] leaders(int rotation) {
    int[] leaders = new int[partitioning.count()];
    for (int partition = 0; partition < leaders.length; partition++) {
      leaders[partition] = leaderOf(partition, rotation);
    }
    return leaders;
  }

  int leaderOf(int partition, int rotation) {
    return (partition + rotation) % rotations();
  }
}
