package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vantage.testbed.emulation.datapath.Action;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Frame;
import java.util.List;

/**
 * {@code ofp_packet_out}.
 *
 * @param buffer number of the packet to send, or {@link FlowMod#NO_BUFFER} for {@code frame}
 */
public record PacketOutMessage(int buffer, int inPort, List<Action> actions, Frame frame) {

  /** Reads the message; input begins after the header. */
  public static PacketOutMessage read(int version, ByteBuf in) {
    boolean v10 = version == OpenFlow.V10;
    if (in.readableBytes() < (v10 ? 8 : 16)) {
      throw ErrorKind.BAD_LENGTH.because("the packet-out is cut short");
    }
    int buffer = in.readInt();
    int inPort = v10 ? OpenFlow.widePort(in.readUnsignedShort()) : in.readInt();
    int actionBytes = in.readUnsignedShort();
    in.skipBytes(v10 ? 0 : 6);
    if (actionBytes > in.readableBytes()) {
      throw ErrorKind.BAD_LENGTH.because("actions of " + actionBytes + " bytes");
    }
    ByteBuf actions = in.readSlice(actionBytes);
    return new PacketOutMessage(
        buffer,
        inPort,
        v10 ? Actions10.read(actions) : Actions13.read(actions),
        Frame.of(ByteBufUtil.getBytes(in)));
  }

  public boolean buffered() {
    return buffer != FlowMod.NO_BUFFER;
  }
}
