package io.vantage.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, reading ends, in a value or a RuntimeException, and quickly. */
class MalformedInputTest {
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final long SEED = System.nanoTime();

  private static final List<Consumer<ByteBuf>> READERS =
      List.of(
          Hello::negotiate,
          ColdCodec::features,
          ColdCodec::roleReply,
          ColdCodec::description,
          ColdCodec::portStatistics,
          ColdCodec::tableStatistics,
          ColdCodec::groupStatistics,
          ColdCodec::meterStatistics,
          frame -> ColdCodec.ports(frame, DEVICE),
          frame -> ColdCodec.portStatus(frame, DEVICE),
          frame -> ColdCodec.packetIn(frame, DEVICE),
          frame -> codec(frame).packetIn(frame, DEVICE),
          frame -> codec(frame).flowRemoved(frame, DEVICE),
          frame -> codec(frame).flowStatistics(frame, DEVICE),
          frame -> Errors.read(frame, OpenFlowVersion.OF_1_3));

  private static final int[] TYPES = {0, 1, 6, 10, 11, 12, 17, 19, 25};

  @Test
  void shouldEndOnRandomBytes() {
    Random random = new Random(SEED);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 30_000; i++) {
            readAll(randomFrame(random));
          }
        },
        () -> "seed " + SEED);
  }

  private static WireCodec codec(ByteBuf frame) {
    return WireCodec.of(
        MessageType.version(frame) == 1 ? OpenFlowVersion.OF_1_0 : OpenFlowVersion.OF_1_3);
  }

  private static ByteBuf randomFrame(Random random) {
    byte[] bytes = new byte[8 + random.nextInt(200)];
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
    }
    ByteBuf frame = Unpooled.wrappedBuffer(bytes);
    frame.setByte(0, random.nextBoolean() ? 1 : 4);
    frame.setByte(1, TYPES[random.nextInt(TYPES.length)]);
    frame.setShort(2, bytes.length);
    if (bytes.length > 12) {
      frame.setShort(8, random.nextInt(14));
    }
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      frame.setShort(6 + random.nextInt(bytes.length - 7), random.nextInt(64));
    }
    return frame;
  }

  private static void readAll(ByteBuf frame) {
    for (Consumer<ByteBuf> reader : READERS) {
      try {
        reader.accept(frame);
      } catch (RuntimeException expected) {
        continue;
      }
      assertThat(frame.readerIndex()).as("frame is left alone, seed %s", SEED).isZero();
    }
  }
}
