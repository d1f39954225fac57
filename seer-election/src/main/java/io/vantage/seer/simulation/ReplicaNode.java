package io.vantage.seer.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A replica: its processor, its disk, its members of all partitions, its agent. */
final class ReplicaNode {
  private final World world;
  private final int id;
  private final Processor processor;
  private final Disk disk;
  private final Agent agent;
  private final SplittableRandom random;
  private final List<RaftMember> members = new ArrayList<>();
  private final Deque<Outstanding> outstanding = new ArrayDeque<>();

  ReplicaNode(World world, int id, Trace trace, Streams streams) {
    this.world = world;
    this.id = id;
    SimulationSettings.Cpu cpu = world.settings.cpu();
    Core core =
        new Core(
            steps(trace, Injection.Kind.CPU_PERCENT),
            steps(trace, Injection.Kind.LIMIT_PERCENT),
            cpu,
            streams.stream("core", id));
    processor = new Processor(world.timeline, core, streams.stream("work", id));
    disk = new Disk(world.timeline, world.settings.disk(), streams.stream("disk", id));
    random = streams.stream("raft", id);
    agent =
        new Agent(
            world,
            this,
            steps(trace, Injection.Kind.CPU_PERCENT),
            steps(trace, Injection.Kind.LIMIT_PERCENT),
            streams.stream("agent", id));
  }

  private Steps steps(Trace trace, Injection.Kind kind) {
    return new Steps(kind.normal(), trace.of(id, kind));
  }

  /** Joins every partition. */
  void begin(int[] initialLeaders) {
    for (int partition = 0; partition < initialLeaders.length; partition++) {
      members.add(
          new RaftMember(world, this, partition, initialLeaders[partition], random.split()));
    }
    world.timeline.after(resend(), this::resendOverdue);
  }

  int id() {
    return id;
  }

  Disk disk() {
    return disk;
  }

  Processor processor() {
    return processor;
  }

  Agent agent() {
    return agent;
  }

  RaftMember member(int partition) {
    return members.get(partition);
  }

  /** Does work of so many milliseconds of processor time, and then something. */
  void execute(double workMillis, Runnable then) {
    processor.execute(workMillis, then);
  }

  /** Sends a message, for which the receiver has so much work to do before it handles it. */
  void send(int to, double workMillis, Consumer<ReplicaNode> message) {
    ReplicaNode receiver = world.nodes.get(to);
    world.links.send(id, to, () -> receiver.execute(workMillis, () -> message.accept(receiver)));
  }

  void tellElector(Consumer<SimulatedElector> message) {
    agent
        .elector()
        .ifPresent(
            elector ->
                send(
                    world.electorAt,
                    world.settings.work().observe(),
                    n -> message.accept(elector)));
  }

  // The way of a request.

  /** The client beside this replica has a request. */
  void onClientRequest(int request) {
    world.requests.entered(request, id, world.timeline.now());
    execute(
        world.settings.work().request(),
        () -> {
          agent.command(world.requests.workload.partition()[request]);
          enter(request);
        });
  }

  /** A switch has sent a packet-in. */
  void onPacketIn(int request, int device) {
    world.requests.entered(request, id, world.timeline.now());
    execute(
        world.settings.work().packetIn(),
        () -> {
          agent.packetIn(device);
          enter(request);
        });
  }

  private void enter(int request) {
    outstanding.addLast(new Outstanding(request, world.timeline.now()));
    member(world.requests.workload.partition()[request]).accept(request);
  }

  /** This replica, as the leader, has committed a request: apply it and answer to its source. */
  void committed(int request) {
    SimulationSettings.Work work = world.settings.work();
    agent.commit(world.requests.workload.partition()[request]);
    execute(
        work.commit(),
        () -> {
          int source = world.requests.entryOf(request);
          if (source == id) {
            onAnswer(request, id);
          } else {
            send(source, work.answer(), entry -> entry.onAnswer(request, id));
          }
        });
  }

  private void onAnswer(int request, int leader) {
    if (world.requests.isKnown(request)) {
      return;
    }
    double delay = world.requests.known(request, world.timeline.now());
    agent.commitDelay(request, leader, delay);
    if (world.requests.workload.kind() == Workload.Kind.REPLICAS) {
      world.requests.answered(request, world.timeline.now());
    } else {
      execute(world.settings.work().packetOut(), () -> world.switches.sendRule(this, request));
    }
  }

  /** This replica leads a partition and has begun to serve. */
  void serves(int partition, int term) {
    double pause = world.ledger.serves(partition, true);
    tellElector(elector -> elector.moved(partition, id, pause));
    world.switches.becomeMaster(this, partition, term);
  }

  private void resendOverdue() {
    long due = world.timeline.now() - resend();
    while (!outstanding.isEmpty()
        && (outstanding.getFirst().at <= due
            || world.requests.isKnown(outstanding.getFirst().request))) {
      int request = outstanding.removeFirst().request;
      if (!world.requests.isKnown(request)) {
        enter(request);
      }
    }
    world.timeline.after(resend() / 4, this::resendOverdue);
  }

  private long resend() {
    return Nanos.of(world.settings.raft().resendMillis());
  }

  private record Outstanding(int request, long at) {}
}
