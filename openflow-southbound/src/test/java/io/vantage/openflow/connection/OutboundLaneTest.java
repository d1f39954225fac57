package io.vantage.openflow.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchCongestedException;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutboundLaneTest extends ServerTest {
  private static final SwitchMessage LARGE =
      new SwitchMessage.PacketOut(
          PacketIn.NO_BUFFER,
          PortNumbers.CONTROLLER,
          List.of(new Action.Output(1)),
          new byte[8_000]);

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  /** Answers every packet-in with a flow-mod whose cookie is a running number. */
  @Override
  RecordingListener newListener() {
    return new RecordingListener() {
      @Override
      public void packetIn(SwitchChannel channel, PacketIn packet) {
        if (channel.send(numbered(answered.get()))) {
          answered.incrementAndGet();
        } else {
          refused.incrementAndGet();
        }
      }
    };
  }

  private static SwitchMessage numbered(int number) {
    FlowRule rule = FlowRule.on(new DatapathId(1)).cookie(number).build();
    return new FlowMod(FlowMod.Command.ADD, rule, false);
  }

  @Test
  void shouldKeepTheOrderOfAllKindsOfMessagesOfOneThread() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      for (boolean onLoop : new boolean[] {false, true}) {
        Runnable send =
            () -> {
              for (int i = 0; i < 100; i++) {
                channel.send(numbered(i));
                channel.requestRole(SwitchChannel.Role.NO_CHANGE, 0);
                channel.sendAndConfirm(List.of(numbered(i), LARGE));
                channel.portStatistics();
              }
            };
        if (onLoop) {
          channel.eventLoop().execute(send);
        } else {
          new Thread(send).start();
        }
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
          types.add(peer.read().type());
        }
        for (int i = 0; i < 600; i++) {
          assertThat(types.get(i)).isEqualTo(List.of(14, 24, 14, 13, 20, 18).get(i % 6));
        }
      }
    }
  }

  @Test
  void shouldNotLetTheEventLoopOvertakeWhatOthersHaveSentBefore() throws Exception {
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                CompletableFuture.runAsync(() -> channel.send(numbered(1))).join();
                channel.send(numbered(2));
              },
              channel.eventLoop());
      sent.get(15, TimeUnit.SECONDS);
      assertThat(peer.read(14).buffer().getLong(0)).isEqualTo(1);
      assertThat(peer.read(14).buffer().getLong(0)).isEqualTo(2);
    }
  }

  @Test
  void shouldRefuseWhenFullTellTheCallerAndRecover() throws Exception {
    watchFewBuffers();
    restart(settings().withLaneBytes(256 * 1024));
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      SwitchChannel channel = listener.connected();
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      int taken = fill(channel);
      for (int i = 0; i < 10_000; i++) {
        taken += channel.send(LARGE) ? 1 : 0;
      }
      assertThat(taken).as("messages taken for a peer that does not read").isLessThan(5_000);
      // The socket may have made room meanwhile; on the event loop none can come about in between.
      CompletableFuture<Integer> more =
          CompletableFuture.supplyAsync(
              () -> {
                int filled = fill(channel);
                assertThat(channel.isCongested()).isTrue();
                assertThat(channel.sendAndConfirm(List.of(LARGE, LARGE)))
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(SwitchCongestedException.class);
                return filled;
              },
              channel.eventLoop());
      taken += more.get(15, TimeUnit.SECONDS);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .isLessThan(32 << 20);
      for (int i = 0; i < taken; i++) {
        assertThat(peer.read().type()).isEqualTo(13);
      }
      Awaitility.await().until(() -> !channel.isCongested());
      assertThat(channel.send(numbered(1))).isTrue();
      peer.read(14);
    }
  }

  /** Sends until the lane refuses; tells how many messages it took. */
  private static int fill(SwitchChannel channel) {
    int taken = 0;
    while (channel.send(LARGE)) {
      assertThat(++taken).as("messages taken for a peer that does not read").isLessThan(5_000);
    }
    return taken;
  }

  @Test
  void shouldStopReadingFromASwitchThatDoesNotReadAndGoOnWithoutLoss() throws Exception {
    watchFewBuffers();
    try (RawSwitch peer = new RawSwitch(address()).handshake13(1)) {
      listener.connected();
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      byte[] packetIn = RawSwitch.message(4, 10, 1, RawSwitch.packetIn13("", "00".repeat(60)));
      ByteBuffer many = ByteBuffer.allocate(packetIn.length * 1_000);
      while (many.hasRemaining()) {
        many.put(packetIn);
      }
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger sent = new AtomicInteger();
      Thread flood =
          new Thread(
              () -> {
                try {
                  while (!stop.get()) {
                    peer.raw(many.array());
                    sent.addAndGet(1_000);
                  }
                } catch (IOException e) {
                  stop.set(true);
                }
              });
      flood.start();
      awaitStandstill(sent);
      assertThat(refused.get()).as("refused messages").isZero();
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .isLessThan(64 << 20);
      stop.set(true);
      int read = 0;
      while (flood.isAlive() || read < sent.get()) {
        RawSwitch.Frame frame = peer.read();
        if (frame.type() == 14) {
          assertThat(frame.buffer().getLong(0)).isEqualTo(read++);
        }
      }
      flood.join();
      assertThat(refused.get()).isZero();
      assertThat(answered.get()).isEqualTo(sent.get());
    }
  }

  /** Waits until a number has not changed for half a second. */
  private static void awaitStandstill(AtomicInteger number) {
    AtomicInteger last = new AtomicInteger(-1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> number.get() > 0 && last.getAndSet(number.get()) == number.get());
  }
}
