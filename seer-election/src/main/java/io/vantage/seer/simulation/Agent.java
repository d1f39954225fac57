package io.vantage.seer.simulation;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.MeasurementSettings;
import io.vantage.seer.measurement.Measurements;
import io.vantage.seer.measurement.Observation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures a replica as the live agent does: pings and echo requests on the paths and through the
 * processors that everything else uses. Its reports travel to the elector like any message. Without
 * an elector it does nothing.
 */
final class Agent {
  private static final double MEMORY = 0.4;

  private final World world;
  private final ReplicaNode node;
  private final ReplicaId self;
  private final Measurements measurements;
  private final Steps burner;
  private final Steps limit;
  private final SplittableRandom random;
  private final List<Deque<Long>> pings = new ArrayList<>();
  private List<CommitReport> reports = new ArrayList<>();
  private Optional<SimulatedElector> elector = Optional.empty();
  private long sampledAt;
  private long sampledUse;

  Agent(World world, ReplicaNode node, Steps burner, Steps limit, SplittableRandom random) {
    this.world = world;
    this.node = node;
    this.self = world.geography.replicas().get(node.id());
    this.measurements = new Measurements(self, MeasurementSettings.DEFAULTS);
    this.burner = burner;
    this.limit = limit;
    this.random = random;
    for (int peer = 0; peer < world.geography.replicas().size(); peer++) {
      pings.add(new ArrayDeque<>());
    }
  }

  Optional<SimulatedElector> elector() {
    return elector;
  }

  void begin(SimulatedElector reportTo) {
    elector = Optional.of(reportTo);
    SimulationSettings.Agent periods = world.settings.agent();
    long first = Nanos.of(periods.pingMillis() * random.nextDouble());
    world.timeline.after(first, this::ping);
    if (world.requests.workload.kind() == Workload.Kind.SWITCHES) {
      world.timeline.after(first, this::echoSwitches);
    }
    world.timeline.after(
        Nanos.of(periods.reportMillis() * random.nextDouble()), () -> report(reportTo));
  }

  void command(int partition) {
    if (elector.isPresent()) {
      measurements.command(PartitionId.data(partition + 1), 1);
    }
  }

  void commit(int partition) {
    if (elector.isPresent()) {
      measurements.commits(PartitionId.data(partition + 1), 1);
    }
  }

  void packetIn(int device) {
    if (elector.isPresent()) {
      measurements.packetIn(world.geography.switches().get(device), 1);
    }
  }

  void commitDelay(int request, int leader, double millis) {
    if (elector.isPresent()) {
      reports.add(
          new CommitReport(
              request,
              self,
              PartitionId.data(world.requests.workload.partition()[request] + 1),
              world.geography.replicas().get(leader),
              world.timeline.nowMillis(),
              millis));
    }
  }

  private void ping() {
    long now = world.timeline.now();
    double work = world.settings.work().ping();
    for (int peer = 0; peer < pings.size(); peer++) {
      if (peer != node.id()) {
        Deque<Long> underWay = pings.get(peer);
        if (!underWay.isEmpty()) {
          measurements.replicaWaiting(
              world.geography.replicas().get(peer),
              world.timeline.nowMillis(),
              (now - underWay.getFirst()) / 1e6);
        }
        underWay.addLast(now);
        int to = peer;
        node.execute(work, () -> node.send(to, work, this::echo));
      }
    }
    world.timeline.after(Nanos.of(world.settings.agent().pingMillis()), this::ping);
  }

  private void echo(ReplicaNode peer) {
    peer.send(node.id(), world.settings.work().ping(), self -> pong(peer.id()));
  }

  private void pong(int peer) {
    double rtt = (world.timeline.now() - pings.get(peer).removeFirst()) / 1e6;
    measurements.replicaRtt(world.geography.replicas().get(peer), world.timeline.nowMillis(), rtt);
  }

  private void echoSwitches() {
    long now = world.timeline.now();
    for (int s = 0; s < world.geography.switches().size(); s++) {
      int device = s;
      node.execute(
          world.settings.work().ping(),
          () ->
              world.switches.echo(
                  node,
                  device,
                  () ->
                      measurements.switchRtt(
                          world.geography.switches().get(device),
                          world.timeline.nowMillis(),
                          (world.timeline.now() - now) / 1e6)));
    }
    SimulationSettings.Agent settings = world.settings.agent();
    double round = 1e3 * world.geography.switches().size() / settings.echoesPerSecond();
    world.timeline.after(Nanos.of(Math.max(settings.pingMillis(), round)), this::echoSwitches);
  }

  private void report(SimulatedElector reportTo) {
    double now = world.timeline.nowMillis();
    measurements.load(now, cpuShare(), MEMORY + 0.01 * random.nextDouble());
    Observation observation = measurements.take(now);
    List<CommitReport> taken = reports;
    reports = new ArrayList<>();
    double work = world.settings.work().observe();
    node.execute(
        work, () -> node.send(world.electorAt, work, at -> reportTo.receive(observation, taken)));
    world.timeline.after(Nanos.of(world.settings.agent().reportMillis()), () -> report(reportTo));
  }

  /** Use of what the replica may use: of its core, with others on it, or of its limit. */
  private double cpuShare() {
    long now = world.timeline.now();
    long use = node.processor().usedNanos();
    double own = now == sampledAt ? 0 : (double) (use - sampledUse) / (now - sampledAt);
    sampledAt = now;
    sampledUse = use;
    double share = Math.max(own + burner.at(now), own / limit.at(now));
    double noise = (random.nextDouble() * 2 - 1) * Math.sqrt(3);
    return Math.max(0, Math.min(1, share + world.settings.cpu().sampleNoise() * noise));
  }
}
