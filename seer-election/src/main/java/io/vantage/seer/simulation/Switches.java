package io.vantage.seer.simulation;

import java.util.stream.IntStream;

/** The switches: each sends its packet-ins to its master and answers echo requests of all. */
final class Switches {
  private final World world;
  private final Partitioning partitioning;
  private final Mastership mastership;
  private final int[] master;
  private final int[] generation;

  Switches(World world, Partitioning partitioning, Mastership mastership, int[] initialLeaders) {
    this.world = world;
    this.partitioning = partitioning;
    this.mastership = mastership;
    master =
        IntStream.range(0, partitioning.ofSwitch().length)
            .map(
                s ->
                    mastership == Mastership.FOLLOWS_LEADER
                        ? initialLeaders[partitioning.ofSwitch()[s]]
                        : world.geography.nearest(s))
            .toArray();
    generation = new int[master.length];
  }

  /** A packet misses at a switch. */
  void onMiss(int request) {
    int device = world.requests.workload.source()[request];
    int replica = master[device];
    world.links.sendUp(device, replica, () -> world.nodes.get(replica).onPacketIn(request, device));
  }

  /** The rule that answers a packet-in. */
  void sendRule(ReplicaNode from, int request) {
    int device = world.requests.workload.source()[request];
    world.links.sendDown(
        from.id(),
        device,
        () ->
            world.timeline.after(
                handling(), () -> world.requests.answered(request, world.timeline.now())));
  }

  /** The leader of a partition claims its switches; a stale claim is refused. */
  void becomeMaster(ReplicaNode leader, int partition, int term) {
    if (mastership == Mastership.NEAREST_REPLICA
        || world.requests.workload.kind() == Workload.Kind.REPLICAS) {
      return;
    }
    for (int s = 0; s < master.length; s++) {
      int device = s;
      if (partitioning.ofSwitch()[device] == partition) {
        leader.execute(
            world.settings.work().packetOut(),
            () ->
                world.links.sendDown(
                    leader.id(), device, () -> onRoleRequest(device, leader.id(), term)));
      }
    }
  }

  private void onRoleRequest(int device, int replica, int term) {
    if (term > generation[device]) {
      generation[device] = term;
      master[device] = replica;
    }
  }

  /** Sends an echo request; the reply is handled by the sender. */
  void echo(ReplicaNode from, int device, Runnable onReply) {
    world.links.sendDown(
        from.id(),
        device,
        () ->
            world.timeline.after(
                handling(),
                () ->
                    world.links.sendUp(
                        device,
                        from.id(),
                        () -> from.execute(world.settings.work().ping(), onReply))));
  }

  private long handling() {
    return Nanos.of(world.settings.network().switchMillis());
  }
}
