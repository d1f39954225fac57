package io.vantage.seer.simulation;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.Situation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Drives a placement at one replica, with what has reached that replica; its transfers travel to
 * the leaders as messages.
 */
final class SimulatedElector {
  private final World world;
  private final Placement placement;
  private final ReplicaNode node;
  private final List<Set<DatapathId>> switches = new ArrayList<>();

  SimulatedElector(World world, Placement placement, Partitioning partitioning) {
    this.world = world;
    this.placement = placement;
    this.node = world.nodes.get(world.electorAt);
    for (int partition = 0; partition < partitioning.count(); partition++) {
      Set<DatapathId> members = new HashSet<>();
      if (world.requests.workload.kind() == Workload.Kind.SWITCHES) {
        for (int s = 0; s < partitioning.ofSwitch().length; s++) {
          if (partitioning.ofSwitch()[s] == partition) {
            members.add(world.geography.switches().get(s));
          }
        }
      }
      switches.add(members);
    }
  }

  void begin() {
    world.nodes.forEach(replica -> replica.agent().begin(this));
    world.timeline.after(period(), this::tick);
  }

  private long period() {
    return Nanos.of(world.settings.agent().decideMillis());
  }

  void receive(Observation observation, List<CommitReport> reports) {
    placement.observe(observation);
    reports.forEach(placement::report);
  }

  /** A partition has a new leader. */
  void moved(int partition, int leader, double pauseMillis) {
    placement.moved(
        PartitionId.data(partition + 1),
        world.geography.replicas().get(leader),
        world.timeline.nowMillis(),
        pauseMillis);
  }

  /** A transfer came to nothing. */
  void failed(int partition) {
    placement.failed(PartitionId.data(partition + 1));
  }

  private void tick() {
    node.execute(world.settings.work().decide(), this::decide);
    world.timeline.after(period(), this::tick);
  }

  private void decide() {
    SortedMap<PartitionId, Situation.Led> led = new TreeMap<>();
    for (int partition = 0; partition < switches.size(); partition++) {
      int leader = node.member(partition).leader();
      Optional<ReplicaId> known =
          leader == RaftMember.NOBODY
              ? Optional.empty()
              : Optional.of(world.geography.replicas().get(leader));
      led.put(PartitionId.data(partition + 1), new Situation.Led(known, switches.get(partition)));
    }
    Situation situation =
        new Situation(world.timeline.nowMillis(), world.geography.replicas(), led);
    for (Decision decision : placement.decide(situation)) {
      Placement.targetOf(decision).ifPresent(to -> move(decision.partition(), to));
    }
  }

  private void move(PartitionId id, ReplicaId to) {
    int partition = Integer.parseInt(id.name().substring(1)) - 1;
    int target = world.geography.replicas().indexOf(to);
    int leader = node.member(partition).leader();
    node.send(
        leader,
        world.settings.work().vote(),
        replica -> replica.member(partition).transfer(target));
  }
}
