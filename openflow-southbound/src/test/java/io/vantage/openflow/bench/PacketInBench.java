package io.vantage.openflow.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vantage.model.FlowRule;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField.EthDst;
import io.vantage.model.MatchField.InPort;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.openflow.connection.OpenFlowServer;
import io.vantage.openflow.connection.OpenFlowSettings;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchListener;
import io.vantage.southbound.SwitchMessage.FlowMod;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * CPU time per packet-in that is answered with a flow-mod, of {@link OpenFlowServer} and of {@link
 * BareNettyController} in the same run. Arguments: switches, window, seconds, rounds.
 */
public final class PacketInBench {
  private PacketInBench() {}

  /** Answers every packet-in with a rule for its destination. */
  private static final class Answering implements SwitchListener {
    final LongAdder answered = new LongAdder();

    @Override
    public void packetIn(SwitchChannel channel, PacketIn packet) {
      FlowRule rule =
          FlowRule.on(packet.device())
              .match(new InPort(packet.inPort()), new EthDst(MacAddress.of(packet.data(), 0)))
              .output(2)
              .cookie(0xabcd)
              .owner("bench")
              .build();
      if (channel.send(new FlowMod(FlowMod.Command.ADD, rule, false))) {
        answered.increment();
      }
    }

    @Override
    public void connected(
        SwitchChannel channel, SwitchDescription about, int tables, List<Port> ports) {}

    @Override
    public void portChanged(SwitchChannel channel, Port port) {}

    @Override
    public void portRemoved(SwitchChannel channel, int number) {}

    @Override
    public void flowRemoved(SwitchChannel channel, FlowRemoved removed) {}

    @Override
    public void disconnected(SwitchChannel channel, String reason) {}
  }

  public static void main(String[] args) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Answering listener = new Answering();
    OpenFlowSettings settings =
        OpenFlowSettings.on(any.getAddress()).withAddress(any).withEventLoopThreads(1);
    try (OpenFlowServer server = new OpenFlowServer(settings, listener);
        BareNettyController bare = new BareNettyController(any, 1)) {
      InetSocketAddress address = server.start().get(10, TimeUnit.SECONDS);
      for (int round = 1; round <= Integer.parseInt(args[3]); round++) {
        for (int version : new int[] {4, 1}) {
          measure("vantage", address, version, args, listener.answered::sum);
          measure("bare", bare.address(), version, args, bare::answered);
        }
      }
    }
    System.exit(0);
  }

  private static void measure(
      String name, InetSocketAddress address, int version, String[] args, LongSupplier answered)
      throws Exception {
    Process load =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PacketInLoad.class.getName(),
                Integer.toString(address.getPort()),
                Integer.toString(version),
                args[0],
                args[1],
                args[2])
            .inheritIO()
            .start();
    OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    while (answered.getAsLong() == 0) {
      Thread.sleep(10);
    }
    Thread.sleep((long) (Double.parseDouble(args[2]) * 400));
    long before = answered.getAsLong();
    long cpu = os.getProcessCpuTime();
    long start = System.nanoTime();
    Thread.sleep((long) (Double.parseDouble(args[2]) * 400));
    long count = answered.getAsLong() - before;
    double micros = (os.getProcessCpuTime() - cpu) / 1e3 / count;
    double rate = count * 1e9 / (System.nanoTime() - start);
    load.waitFor();
    System.out.printf(
        Locale.ROOT,
        "%-8s OpenFlow %s: %.2f us CPU per answer, %.0f answers/s%n",
        name,
        version == 4 ? "1.3" : "1.0",
        micros,
        rate);
  }
}
