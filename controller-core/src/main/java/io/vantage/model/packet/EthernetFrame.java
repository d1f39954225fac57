package io.vantage.model.packet;

import io.vantage.model.MacAddress;
import java.util.Optional;

/**
 * The headers of a frame.
 *
 * @param vlan id of the outer VLAN tag, or 0 if there is none
 * @param ethType type of the payload, after VLAN tags
 * @param payloadOffset where the payload begins in the frame's bytes
 */
public record EthernetFrame(
    MacAddress dst, MacAddress src, int vlan, int ethType, int payloadOffset, Payload payload) {
  public static final int ARP = 0x0806;
  public static final int IPV4 = 0x0800;
  public static final int IPV6 = 0x86dd;

  private static final int VLAN = 0x8100;
  private static final int SERVICE_VLAN = 0x88a8;
  private static final int MAX_TAGS = 2;

  /** Reads a frame; empty if it is too short for an Ethernet header with its tags. */
  public static Optional<EthernetFrame> parse(byte[] bytes) {
    if (!EthernetHeader.isComplete(bytes)) {
      return Optional.empty();
    }
    int type = EthernetHeader.type(bytes);
    int offset = EthernetHeader.LENGTH;
    int vlan = 0;
    for (int tag = 0; tag < MAX_TAGS && (type == VLAN || type == SERVICE_VLAN); tag++) {
      if (bytes.length < offset + 4) {
        return Optional.empty();
      }
      if (tag == 0) {
        vlan = HeaderReader.unsignedShort(bytes, offset) & 0xfff;
      }
      type = HeaderReader.unsignedShort(bytes, offset + 2);
      offset += 4;
    }
    return Optional.of(
        new EthernetFrame(
            new MacAddress(EthernetHeader.dst(bytes)),
            new MacAddress(EthernetHeader.src(bytes)),
            vlan,
            type,
            offset,
            HeaderReader.payload(bytes, offset, type)));
  }
}
