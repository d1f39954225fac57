package io.vantage.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketInTest {
  private static final DatapathId DEVICE = new DatapathId(1);
  private static final WireCodec CODEC_13 = WireCodec.of(OpenFlowVersion.OF_1_3);

  /**
   * Around the ingress port: a register, tunnel id, experimenter field, packet register, nothing.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80000004 00000007",
        "00010004 00000009 80000004 00000007",
        "80000004 00000007 00010204 00000009",
        "80004c08 0000000000000001 80000004 00000007",
        "ffff000c 00002320 0000000000000001 80000004 00000007",
        "80010008 0000000000000001 80000004 00000007"
      })
  void shouldSurviveUnknownFieldsInBothDecoders(String oxms) {
    String packed = oxms.replace(" ", "");
    int length = 4 + packed.length() / 2;
    ByteBuf frame =
        FlowRoundTripTest.frame(
            "04 0a 0000 00000001 00000102 0003 01 05 00000000000000aa 0001 %04x".formatted(length)
                + packed
                + "00".repeat(-length & 7)
                + "0000 0a0b0c");
    for (PacketIn packet :
        new PacketIn[] {CODEC_13.packetIn(frame, DEVICE), ColdCodec.packetIn(frame, DEVICE)}) {
      assertThat(packet.inPort()).isEqualTo(7);
      assertThat(packet.bufferId()).isEqualTo(0x102);
      assertThat(packet.reason()).isEqualTo(PacketIn.ACTION);
      assertThat(packet.table()).isEqualTo(5);
      assertThat(packet.cookie()).isEqualTo(0xaa);
      assertThat(packet.data()).containsExactly(0x0a, 0x0b, 0x0c);
    }
  }

  @Test
  void shouldReadVersion10WithReservedPorts() {
    ByteBuf frame = FlowRoundTripTest.frame("01 0a 0015 00000001 ffffffff 0003 fffe 00 00 0a0b0c");
    for (PacketIn packet :
        new PacketIn[] {
          WireCodec.of(OpenFlowVersion.OF_1_0).packetIn(frame, DEVICE),
          ColdCodec.packetIn(frame, DEVICE)
        }) {
      assertThat(packet.inPort()).isEqualTo(PortNumbers.LOCAL);
      assertThat(packet.bufferId()).isEqualTo(PacketIn.NO_BUFFER);
      assertThat(packet.cookie()).isEqualTo(-1);
      assertThat(packet.data()).containsExactly(0x0a, 0x0b, 0x0c);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04 0a 0010 00000001 0000000000000000",
        "04 0a 0020 00000001 ffffffff 0003 00 00 0000000000000000 0001 0000 00000000",
        "04 0a 0020 00000001 ffffffff 0003 00 00 0000000000000000 0001 fff0 00000000"
      })
  void shouldRefuseTruncatedOnes(String hex) {
    ByteBuf frame = FlowRoundTripTest.frame(hex);
    assertThatThrownBy(() -> CODEC_13.packetIn(frame, DEVICE)).isInstanceOf(RuntimeException.class);
  }
}
