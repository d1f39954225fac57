package io.vantage.seer.simulation;

import io.vantage.seer.placement.Placement;

/** Runs an experiment on virtual time. The same input gives the same run. */
public final class Simulation {
  private static final long PATIENCE = Nanos.of(120_000);

  private final World world;
  private int arrived;

  private Simulation(World world) {
    this.world = world;
  }

  /**
   * Runs without SEER: leaders stay where they are, unless Raft elects others.
   *
   * @param initialLeaders of every partition
   */
  public static Run fixed(Experiment experiment, Mastership mastership, int[] initialLeaders) {
    World world = new World(experiment, mastership, initialLeaders);
    return new Simulation(world).toTheEnd(experiment.trace());
  }

  /** Runs with a placement, and with all the measurements that it needs. */
  public static Run placed(Experiment experiment, int[] initialLeaders, Placement placement) {
    World world = new World(experiment, Mastership.FOLLOWS_LEADER, initialLeaders);
    new SimulatedElector(world, placement, experiment.partitioning()).begin();
    return new Simulation(world).toTheEnd(experiment.trace());
  }

  private Run toTheEnd(Trace trace) {
    long end = Nanos.of(trace.endSeconds() * 1e3);
    planArrival();
    Timeline timeline = world.timeline;
    while (!world.requests.areAllAnswered() && timeline.now() < end + PATIENCE) {
      timeline.runNext();
    }
    if (!world.requests.areAllAnswered()) {
      throw new IllegalStateException(
          world.requests.unanswered()
              + " requests without an answer two minutes after the end: the load exceeds what the"
              + " replicas can do, or requests were lost");
    }
    return new Run(
        world.requests.delaysMillis(),
        world.ledger.pausesMillis(),
        world.ledger.elections(),
        world.ledger.unavailableMillis(),
        timeline.planned());
  }

  private void planArrival() {
    Workload workload = world.requests.workload;
    if (arrived < workload.size()) {
      world.timeline.at(
          workload.at()[arrived],
          () -> {
            arrive(arrived++);
            planArrival();
          });
    }
  }

  private void arrive(int request) {
    Workload workload = world.requests.workload;
    if (workload.kind() == Workload.Kind.SWITCHES) {
      world.switches.onMiss(request);
    } else {
      world.nodes.get(workload.source()[request]).onClientRequest(request);
    }
  }
}
