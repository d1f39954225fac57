package io.vantage.testbed.emulation;

import io.netty.channel.nio.NioEventLoopGroup;
import io.vantage.testbed.emulation.datapath.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One switch with ports 1 to 4, controllers of bytes, and the frames that leave it. */
final class SwitchUnderTest implements AutoCloseable {
  /** A frame that left a port. */
  record Sent(int port, String hex) {}

  private static final HexFormat HEX = HexFormat.of();
  private static final SwitchOptions OPTIONS =
      SwitchOptions.defaults()
          .withBackoff(java.time.Duration.ofMillis(10), java.time.Duration.ofMillis(50));

  private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
  private final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final EmulatedSwitch emulated;

  SwitchUnderTest(RawController... controllers) throws Exception {
    this(OPTIONS, controllers);
  }

  SwitchUnderTest(SwitchOptions options, RawController... controllers) throws Exception {
    List<InetSocketAddress> addresses =
        Arrays.stream(controllers).map(RawController::address).toList();
    emulated =
        new EmulatedSwitch(
            0x2a,
            "s42",
            options,
            addresses,
            loops.next(),
            (port, frame) -> sent.add(new Sent(port, HEX.formatHex(frame.bytes()))));
    for (int port = 1; port <= 4; port++) {
      emulated.addPort(port, "s42-eth" + port, 0x020000002a00L + port).get(5, TimeUnit.SECONDS);
    }
    emulated.start().get(5, TimeUnit.SECONDS);
  }

  static SwitchOptions options() {
    return OPTIONS;
  }

  EmulatedSwitch emulated() {
    return emulated;
  }

  void receive(int port, String hexFrame) {
    emulated.receive(port, Frame.of(HEX.parseHex(hexFrame.replaceAll("\\s", ""))));
  }

  /** The next frame that leaves, or a failure after five seconds. */
  Sent nextSent() throws InterruptedException {
    Sent next = sent.poll(5, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no frame left the switch");
    }
    return next;
  }

  /** Frames that have left by now and were not taken, after the switch has caught up. */
  List<Sent> allSent(RawConnection connection) throws IOException {
    connection.barrier();
    return List.copyOf(sent);
  }

  List<FlowSnapshot> flows() throws Exception {
    return emulated.flows().get(5, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    emulated.stop().orTimeout(5, TimeUnit.SECONDS).join();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
