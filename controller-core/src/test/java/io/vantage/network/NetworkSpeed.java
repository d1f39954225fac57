package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.model.IpPrefix;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.path.Paths;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Measures encoding, decoding and applying of the frequent commands, in nanoseconds of the thread's
 * CPU time each: best and median of several rounds. Run {@link #main}; takes about a minute.
 */
public final class NetworkSpeed {
  private static final int COMMANDS = 20_000;
  private static final int ROUNDS = 60;
  private static final DatapathId SWITCH = new DatapathId(7);
  private static final PartitionId P1 = PartitionId.data(1);

  private NetworkSpeed() {}

  public static void main(String[] args) throws IOException {
    measure("UpdateHost", NetworkSpeed::host);
    measure("AddFlows(1 rule)", NetworkSpeed::flow);
    topologyReads();
    paths();
  }

  /** CPU time of this thread, so that other processes do not count. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static NetworkCommand host(int i) {
    byte[] address = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
    try {
      return new NetworkCommand.UpdateHost(
          new Host(
              new MacAddress(i),
              0,
              Set.of(java.net.InetAddress.getByAddress(address)),
              new ConnectPoint(SWITCH, 1 + i % 8),
              1_700_000_000_000L + i));
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static NetworkCommand flow(int i) {
    FlowRule rule =
        FlowRule.on(SWITCH)
            .match(
                MatchField.EthType.IPV4,
                new MatchField.IpSrc(IpPrefix.parse("10.0.0.1")),
                new MatchField.IpDst(
                    IpPrefix.parse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))))
            .output(1 + i % 8)
            .idleTimeoutSeconds(30)
            .cookie(i)
            .owner("forwarding")
            .build();
    return new NetworkCommand.AddFlows(SWITCH, List.of(rule));
  }

  private static void measure(String name, IntFunction<NetworkCommand> make) {
    List<NetworkCommand> commands = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      commands.add(make.apply(i));
      encoded.add(NetworkTypes.CODEC.encode(commands.get(i)));
    }
    long[] encode = new long[ROUNDS];
    long[] decode = new long[ROUNDS];
    long[] fresh = new long[ROUNDS];
    long[] again = new long[ROUNDS];
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      NetworkStateMachine machine =
          new LocalView(SingleReplicaCluster.partitionIds(1)).stateMachine(P1);
      machine.apply(1, 1, 0, NetworkTypes.CODEC.encode(TestNetwork.connectCommand(SWITCH, 8)));
      long start = now();
      for (NetworkCommand command : commands) {
        sum += NetworkTypes.CODEC.encode(command).length;
      }
      encode[round] = now() - start;
      start = now();
      for (byte[] bytes : encoded) {
        sum += NetworkTypes.CODEC.decode(bytes, NetworkCommand.class) == null ? 1 : 0;
      }
      decode[round] = now() - start;
      fresh[round] = applyAll(machine, encoded);
      again[round] = applyAll(machine, encoded);
    }
    System.out.printf("%s: %d bytes (%d)%n", name, encoded.get(COMMANDS - 1).length, sum);
    print("encode", encode);
    print("decode", decode);
    print("decode and apply, new", fresh);
    print("decode and apply, known", again);
  }

  private static long applyAll(NetworkStateMachine machine, List<byte[]> updates) {
    long start = now();
    for (int i = 0; i < updates.size(); i++) {
      machine.apply(i + 2, 1, 0, updates.get(i));
    }
    return now() - start;
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "  %-24s best %5d  median %5d ns%n",
        what, nanos[0] / COMMANDS, nanos[nanos.length / 2] / COMMANDS);
  }

  /** A read after every change, of 1000 switches with 8 ports and 10,000 hosts. */
  private static void topologyReads() throws IOException {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    NetworkStateMachine machine = view.stateMachine(P1);
    long index = 0;
    for (int id = 1; id <= 1000; id++) {
      machine.apply(
          ++index,
          1,
          0,
          NetworkTypes.CODEC.encode(TestNetwork.connectCommand(new DatapathId(id), 8)));
    }
    for (int i = 0; i < 10_000; i++) {
      machine.apply(++index, 1, 0, NetworkTypes.CODEC.encode(host(i)));
    }
    long[] hostReads = new long[200];
    long[] portReads = new long[200];
    for (int i = 0; i < 200; i++) {
      machine.apply(++index, 1, 0, NetworkTypes.CODEC.encode(host(20_000 + i)));
      long start = now();
      view.topology();
      hostReads[i] = now() - start;
      machine.apply(
          ++index,
          1,
          0,
          NetworkTypes.CODEC.encode(
              new NetworkCommand.UpdatePort(
                  TestNetwork.port(new DatapathId(1 + i), 1, i % 2 == 1))));
      start = now();
      view.topology();
      portReads[i] = now() - start;
    }
    Arrays.sort(hostReads);
    Arrays.sort(portReads);
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    long start = now();
    machine.snapshot(snapshot);
    System.out.printf(
        "topology of 1000 switches, 8000 ports, 10,000 hosts, median read: after a host %d us,"
            + " after a port %d us; snapshot of %d bytes in %d ms%n",
        hostReads[100] / 1000, portReads[100] / 1000, snapshot.size(), (now() - start) / 1_000_000);
  }

  /** All pairs of a grid of 1000 switches: with a search for each start, then from the cache. */
  private static void paths() {
    int width = 40;
    int switches = 1000;
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    NetworkStateMachine machine = view.stateMachine(P1);
    for (int id = 0; id < switches; id++) {
      machine.apply(
          1, 1, 0, NetworkTypes.CODEC.encode(TestNetwork.connectCommand(new DatapathId(id), 5)));
    }
    for (int id = 0; id < switches; id++) {
      if (id % width < width - 1) {
        link(machine, id, 2, id + 1, 4);
      }
      if (id + width < switches) {
        link(machine, id, 3, id + width, 5);
      }
    }
    Paths paths = new Paths(view::topology);
    for (int round = 0; round < 3; round++) {
      long start = now();
      long links = 0;
      for (int a = 0; a < switches; a++) {
        for (int b = 0; b < switches; b++) {
          links +=
              paths
                  .shortest(
                      new ConnectPoint(new DatapathId(a), 1),
                      new ConnectPoint(new DatapathId(b), 1))
                  .orElseThrow()
                  .links()
                  .size();
        }
      }
      System.out.printf(
          "10^6 paths between 1000 switches, round %d: %d ns each, %.1f links%n",
          round, (now() - start) / switches / switches, (double) links / switches / switches);
    }
  }

  private static void link(NetworkStateMachine machine, long a, int portA, long b, int portB) {
    Link link =
        new Link(
            new ConnectPoint(new DatapathId(a), portA), new ConnectPoint(new DatapathId(b), portB));
    for (Link each : List.of(link, link.reversed())) {
      machine.apply(1, 1, 0, NetworkTypes.CODEC.encode(new NetworkCommand.UpdateLink(each)));
    }
  }
}
