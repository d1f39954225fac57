package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.FieldMatch;
import io.vantage.testbed.emulation.datapath.FlowEntry;
import io.vantage.testbed.emulation.datapath.Match;
import io.vantage.testbed.emulation.datapath.Outlet;
import io.vantage.testbed.emulation.datapath.Port;
import java.util.ArrayList;
import java.util.List;

/** Messages that a switch sends of its own accord. */
public final class Events {
  private static final long NANOS = 1_000_000_000L;

  private Events() {}

  /**
   * A packet-in.
   *
   * @param buffer number under which the switch keeps the packet, or NO_BUFFER
   * @param length how many bytes of the frame to send
   */
  public static ByteBuf packetIn(
      ByteBufAllocator alloc, int version, Outlet.PacketInEvent event, int buffer, int length) {
    ByteBuf out = OpenFlow.begin(alloc, version, OpenFlow.PACKET_IN, 0);
    byte[] frame = event.frame().bytes();
    out.writeInt(buffer).writeShort(frame.length);
    if (version == OpenFlow.V10) {
      out.writeShort(event.inPort()).writeByte(Math.min(event.reason().wire(), 1)).writeByte(0);
    } else {
      out.writeByte(event.reason().wire()).writeByte(event.table()).writeLong(event.cookie());
      List<FieldMatch> fields = new ArrayList<>();
      fields.add(FieldMatch.exact(Field.IN_PORT, event.inPort() & 0xffffffffL));
      if (event.metadata() != 0) {
        fields.add(new FieldMatch(Field.METADATA, 0, event.metadata(), 0, -1L));
      }
      Match13.write(out, new Match(fields));
      out.writeZero(2);
    }
    out.writeBytes(frame, 0, Math.min(length, frame.length));
    return OpenFlow.finish(out);
  }

  public static ByteBuf flowRemoved(
      ByteBufAllocator alloc,
      int version,
      FlowEntry entry,
      Outlet.RemovalReason reason,
      long nowNanos) {
    ByteBuf out = OpenFlow.begin(alloc, version, OpenFlow.FLOW_REMOVED, 0);
    boolean v10 = version == OpenFlow.V10;
    if (v10) {
      Match10.write(out, entry.match());
    }
    int reasonNumber = v10 ? Math.min(reason.wire(), 2) : reason.wire();
    out.writeLong(entry.cookie()).writeShort(entry.priority()).writeByte(reasonNumber);
    out.writeByte(v10 ? 0 : entry.table());
    writeDuration(out, entry.durationNanos(nowNanos));
    out.writeShort(entry.idleSeconds());
    if (v10) {
      out.writeZero(2);
    } else {
      out.writeShort(entry.hardSeconds());
    }
    out.writeLong(entry.packets()).writeLong(entry.bytes());
    if (!v10) {
      Match13.write(out, entry.match());
    }
    return OpenFlow.finish(out);
  }

  /** A port-status; reason is 0 for added, 1 for deleted, 2 for modified. */
  public static ByteBuf portStatus(ByteBufAllocator alloc, int version, int reason, Port port) {
    ByteBuf out = OpenFlow.begin(alloc, version, OpenFlow.PORT_STATUS, 0);
    out.writeByte(reason).writeZero(7);
    Ports.writeDescription(out, version, port);
    return OpenFlow.finish(out);
  }

  static void writeDuration(ByteBuf out, long nanos) {
    out.writeInt((int) (nanos / NANOS)).writeInt((int) (nanos % NANOS));
  }
}
