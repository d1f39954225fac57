package io.vantage.openflow.fake;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.VirtualTime;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.network.Assignment;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommands;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.openflow.Southbound;
import io.vantage.openflow.SouthboundOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A cluster whose replicas each have a southbound, and switches that connect to all of them. */
public final class Scenario {
  public static final Duration SOON = Duration.ofSeconds(5);
  private static final long SEED = 42;

  private final VirtualTime time = new VirtualTime();
  private final FakeCluster cluster;
  private final List<Southbound> replicas = new ArrayList<>();
  private final List<List<PacketIn>> packets = new ArrayList<>();

  public Scenario(int replicas, int partitions) {
    this(replicas, partitions, new Assignment.Regional());
  }

  public Scenario(int replicas, int partitions, Assignment assignment) {
    SouthboundOptions options =
        new SouthboundOptions(
            SouthboundOptions.DEFAULTS.reconcileInterval(),
            SouthboundOptions.DEFAULTS.probeInterval(),
            SouthboundOptions.DEFAULTS.echoInterval(),
            SouthboundOptions.DEFAULTS.demotionDelay(),
            assignment);
    cluster = new FakeCluster(time, replicas, partitions);
    for (int n = 1; n <= replicas; n++) {
      cluster.member(n).drive(time);
      List<PacketIn> received = new ArrayList<>();
      packets.add(received);
      this.replicas.add(
          new Southbound(
              cluster.member(n),
              cluster.member(n).network(),
              (channel, packet) -> received.add(packet),
              time,
              time.clock(),
              new Random(SEED + n),
              options));
    }
  }

  public VirtualTime time() {
    return time;
  }

  public FakeCluster cluster() {
    return cluster;
  }

  public Southbound replica(int number) {
    return replicas.get(number - 1);
  }

  /** Packets that were passed on at a replica. */
  public List<PacketIn> packets(int replica) {
    return packets.get(replica - 1);
  }

  public NetworkView view(int replica) {
    return cluster.member(replica).network().view();
  }

  /** A switch that is not connected yet. */
  public FakeSwitch newSwitch(long id, OpenFlowVersion version, int ports) {
    return new FakeSwitch(time, id, version, ports);
  }

  /** An OpenFlow 1.3 switch, connected to all replicas, with a master and its base rules. */
  public FakeSwitch settledSwitch(long id, int ports) {
    FakeSwitch device = newSwitch(id, OpenFlowVersion.OF_1_3, ports);
    connectToAll(device);
    until(() -> masters(device).size() == 1 && allFlowsAdded(device, 3));
    return device;
  }

  public void connectToAll(FakeSwitch device) {
    replicas.forEach(device::connect);
  }

  /** Numbers of the replicas that believe to be master. */
  public List<Integer> masters(FakeSwitch device) {
    List<Integer> masters = new ArrayList<>();
    for (int n = 1; n <= replicas.size(); n++) {
      if (replica(n).mastership().isMaster(device.id())) {
        masters.add(n);
      }
    }
    return masters;
  }

  public PartitionId partitionOf(FakeSwitch device) {
    return view(1).partitionOf(device.id()).orElseThrow();
  }

  public void submit(NetworkCommand command) {
    CompletableFuture<Receipt> answer = cluster.member(1).network().submit(command);
    until(answer::isDone);
    answer.join();
  }

  /** Desires rules and waits for their commit only. */
  public void desire(FakeSwitch device, FlowRule... rules) {
    NetworkCommands.addFlows(List.of(rules)).forEach(this::submit);
  }

  public void undesire(FakeSwitch device, FlowRule rule) {
    submit(new NetworkCommand.RemoveFlows(device.id(), List.of(rule.key())));
  }

  public Optional<FlowState> state(FlowKey key) {
    return view(1).flow(key).map(FlowEntry::state);
  }

  public boolean allFlowsAdded(FakeSwitch device, int count) {
    if (device.flows().size() < count) {
      return false;
    }
    List<FlowEntry> entries = view(1).flows(device.id());
    return entries.size() == count
        && entries.stream().allMatch(entry -> entry.state() == FlowState.ADDED);
  }

  public Duration until(BooleanSupplier condition) {
    return time.until(condition, SOON);
  }

  public void pass(Duration duration) {
    time.advance(duration);
  }
}
