package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** A replicated network of one replica, with its cluster, for tests of any module. */
public record TestNetwork(SingleReplicaCluster cluster, LocalView view, ReplicatedNetwork network)
    implements AutoCloseable {
  private static final long LIMIT_SECONDS = 10;

  /** With data partitions {@code p1 .. pN}, all led by replica {@code r1}. */
  public static TestNetwork withPartitions(int partitions) {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(partitions));
    SingleReplicaCluster cluster =
        new SingleReplicaCluster(new ReplicaId("r1"), partitions, view::stateMachine);
    return new TestNetwork(cluster, view, new ReplicatedNetwork(cluster, view));
  }

  /** Commits commands one after the other and waits until the view shows them. */
  public void apply(NetworkCommand... commands) {
    for (NetworkCommand command : commands) {
      try {
        Receipt receipt = network.submit(command).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        network
            .await(receipt, Duration.ofSeconds(LIMIT_SECONDS))
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError(command + " failed", e.getCause());
      } catch (InterruptedException | TimeoutException e) {
        throw new AssertionError(command + " did not commit", e);
      }
    }
  }

  /** Assigns an OpenFlow 1.3 switch to a partition and connects it, with ports 1 to {@code n}. */
  public DatapathId connect(long id, PartitionId partition, int ports) {
    DatapathId device = new DatapathId(id);
    apply(new NetworkCommand.AssignSwitch(device, partition), connectCommand(device, ports));
    return device;
  }

  /** The command by which {@link #connect} connects a switch. */
  public static NetworkCommand.ConnectDevice connectCommand(DatapathId device, int ports) {
    List<Port> all = IntStream.rangeClosed(1, ports).mapToObj(n -> port(device, n, true)).toList();
    return new NetworkCommand.ConnectDevice(
        new Device(device, OpenFlowVersion.OF_1_3, SwitchDescription.UNKNOWN, 254, true), all);
  }

  public static Port port(DatapathId device, int number, boolean up) {
    MacAddress mac = new MacAddress(0x0200_0000_0000L + device.value() * 256 + number);
    return new Port(device, number, "s" + device.value() + "-eth" + number, mac, up, 1_000_000);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
