package io.vantage.model.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.vantage.model.MacAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EthernetFrameTest {
  private static final MacAddress A = MacAddress.parse("00:00:00:00:00:0a");
  private static final MacAddress B = MacAddress.parse("02:00:00:00:00:0b");
  private static final InetAddress A4 = InetAddresses.forString("10.0.0.1");
  private static final InetAddress B4 = InetAddresses.forString("10.0.0.2");
  private static final InetAddress A6 = InetAddresses.forString("fe80::a");
  private static final InetAddress B6 = InetAddresses.forString("fe80::b");

  /** Written after RFC 4861, section 4.3: fe80::a asks who has fe80::b. */
  private static final String SOLICITATION =
      "3333ff00000b00000000000a86dd6000000000203afffe80000000000000000000000000000aff0200000000"
          + "000000000001ff00000b8700"
          + "0000"
          + "00000000fe80000000000000000000000000000b010100000000000a";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static EthernetFrame parsed(byte[] frame) {
    return EthernetFrame.parse(frame).orElseThrow();
  }

  @Test
  void shouldReadItsOwnArpRequest() {
    EthernetFrame frame = parsed(Frames.arpRequest(A, A4, B4, 0));

    assertThat(frame.dst()).isEqualTo(MacAddress.BROADCAST);
    assertThat(frame.src()).isEqualTo(A);
    assertThat(frame.vlan()).isZero();
    assertThat(frame.payload())
        .isEqualTo(new Payload.Arp(Payload.Arp.REQUEST, A, A4, MacAddress.ZERO, B4));
  }

  @Test
  void shouldReadArpReplyWithinVlan() {
    byte[] bytes = Frames.arpReply(B, B4, A, A4, 77);

    assertThat(HexFormat.of().formatHex(bytes, 12, 18)).isEqualTo("8100004d0806");
    EthernetFrame frame = parsed(bytes);
    assertThat(frame.vlan()).isEqualTo(77);
    assertThat(frame.ethType()).isEqualTo(EthernetFrame.ARP);
    assertThat(frame.payloadOffset()).isEqualTo(18);
    assertThat(frame.payload()).isEqualTo(new Payload.Arp(Payload.Arp.REPLY, B, B4, A, A4));
  }

  @Test
  void shouldReadNeighbourSolicitation() {
    EthernetFrame frame = parsed(bytes(SOLICITATION));

    Payload.Ip ip = (Payload.Ip) frame.payload();
    assertThat(ip.src()).isEqualTo(A6);
    assertThat(ip.transport()).isEqualTo(new Transport.NeighbourSolicitation(B6, Optional.of(A)));
  }

  @Test
  void shouldAdvertiseNeighbourWithValidChecksum() {
    byte[] bytes = Frames.neighbourAdvertisement(B, B6, A, A6, 0);

    Payload.Ip ip = (Payload.Ip) parsed(bytes).payload();
    assertThat(ip.src()).isEqualTo(B6);
    assertThat(ip.dst()).isEqualTo(A6);
    assertThat(ip.transport()).isEqualTo(new Transport.NeighbourAdvertisement(B6, Optional.of(B)));
    // RFC 1071: the sum over all that the checksum covers, itself included, is all ones.
    int sum = 32 + 58;
    for (int at = 14 + 8; at < 14 + 40 + 32; at += 2) {
      sum += ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
    assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
  }

  @Test
  void shouldReadPortsBehindIpv4Options() {
    byte[] ip =
        bytes("46000000000000004006" + "0000" + "0a000001" + "0a000002" + "01010100" + "1f900050");

    Payload.Ip payload = (Payload.Ip) parsed(Frames.ethernet(B, A, 0, 0x0800, ip)).payload();

    assertThat(payload.protocol()).isEqualTo(6);
    assertThat(payload.transport()).isEqualTo(new Transport.Ports(8080, 80));
  }

  @Test
  void shouldNotTakeLaterFragmentForAHeader() {
    byte[] ip = bytes("450000000000200140110000" + "0a000001" + "0a000002" + "1f900050");

    Payload.Ip payload = (Payload.Ip) parsed(Frames.ethernet(B, A, 0, 0x0800, ip)).payload();

    assertThat(payload.transport()).isEqualTo(new Transport.Other());
  }

  @Test
  void shouldReadIpv6BehindExtensionHeaders() {
    byte[] ip =
        bytes(
            "60000000001000ff"
                + "fe80000000000000000000000000000a"
                + "fe80000000000000000000000000000b"
                + "3a00050200000100" // hop-by-hop options, then ICMPv6
                + "8000000000000000");

    Payload.Ip payload = (Payload.Ip) parsed(Frames.ethernet(B, A, 0, 0x86dd, ip)).payload();

    assertThat(payload.protocol()).isEqualTo(58);
    assertThat(payload.transport()).isEqualTo(new Transport.Icmp(128, 0));
  }

  @Test
  void shouldSkipTwoVlanTags() {
    byte[] frame =
        bytes("02000000000b" + "00000000000a" + "88a80065" + "81000007" + "88cc" + "0000");

    assertThat(parsed(frame).vlan()).isEqualTo(0x65);
    assertThat(parsed(frame).ethType()).isEqualTo(0x88cc);
  }

  @Test
  void shouldNeverThrowOnTruncatedOrRandomFrames() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] wellFormed = {
      Frames.arpRequest(A, A4, B4, 5),
      bytes(SOLICITATION),
      Frames.neighbourAdvertisement(B, B6, A, A6, 9)
    };
    for (int round = 0; round < 20_000; round++) {
      byte[] frame = wellFormed[round % wellFormed.length].clone();
      frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
      for (int i = 0; i < 3 && frame.length > 0; i++) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      Optional<EthernetFrame> parsed = EthernetFrame.parse(frame);
      if (frame.length < EthernetHeader.LENGTH) {
        assertThat(parsed).as("seed %d, round %d", seed, round).isEmpty();
      }
    }
  }

  @Test
  void shouldTellWhatATruncatedPayloadDoesNotHold() {
    byte[] frame = Arrays.copyOf(Frames.arpRequest(A, A4, B4, 0), 40);

    assertThat(parsed(frame).payload()).isEqualTo(new Payload.Other());
    assertThat(EthernetFrame.parse(Arrays.copyOf(frame, 13))).isEmpty();
  }

  @Test
  void shouldReadAddressesInPlace() {
    byte[] frame = Frames.ethernet(B, A, 0, 0x88cc, new byte[0]);

    assertThat(EthernetHeader.dst(frame)).isEqualTo(B.value());
    assertThat(EthernetHeader.src(frame)).isEqualTo(A.value());
    assertThat(EthernetHeader.isDiscovery(EthernetHeader.type(frame))).isTrue();
    assertThat(EthernetHeader.isMulticast(MacAddress.BROADCAST.value())).isTrue();
    assertThat(EthernetHeader.isMulticast(A.value())).isFalse();
    assertThat(EthernetHeader.isLinkLocal(MacAddress.parse("01:80:c2:00:00:0e").value())).isTrue();
    assertThat(EthernetHeader.isLinkLocal(MacAddress.parse("01:80:c2:00:00:10").value())).isFalse();
  }
}
