package io.vantage.seer.simulation;

import java.util.List;

/** What the parts of one run share. */
final class World {
  final SimulationSettings settings;
  final Timeline timeline = new Timeline();
  final Geography geography;
  final Requests requests;
  final Ledger ledger;
  final Links links;
  final Switches switches;
  final List<ReplicaNode> nodes;

  /** The elector sits at this replica. */
  final int electorAt;

  World(Experiment experiment, Mastership mastership, int[] initialLeaders) {
    settings = experiment.settings();
    geography = experiment.geography();
    requests = new Requests(experiment.workload());
    ledger = new Ledger(timeline, initialLeaders);
    Streams streams = new Streams(experiment.seed());
    links =
        new Links(
            timeline, geography, experiment.trace(), settings.network(), streams.seed("links", 0));
    switches = new Switches(this, experiment.partitioning(), mastership, initialLeaders);
    int replicas = geography.replicas().size();
    electorAt = streams.stream("elector", 0).nextInt(replicas);
    ReplicaNode[] built = new ReplicaNode[replicas];
    for (int r = 0; r < replicas; r++) {
      built[r] = new ReplicaNode(this, r, experiment.trace(), streams);
    }
    nodes = List.of(built);
    for (ReplicaNode node : nodes) {
      node.begin(initialLeaders);
    }
  }
}
