package io.vantage.dispatch;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.PacketIn;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A packet on its way to the replica that leads its switch, with its form on the wire. */
sealed interface Parcel {
  /** The port that the packet came in by, or is to leave by. */
  ConnectPoint place();

  default DatapathId device() {
    return place().device();
  }

  byte[] encode();

  /** From a switch to the apps. */
  record Arrival(PacketIn packet) implements Parcel {
    private static final int HEADER = 1 + 8 + 4 + 1 + 1 + 8;

    @Override
    public ConnectPoint place() {
      return packet.receivedAt();
    }

    /** Leaves out the buffer id: a buffer can be used on the connection of its packet only. */
    @Override
    public byte[] encode() {
      byte[] data = packet.data();
      return ByteBuffer.allocate(HEADER + data.length)
          .put(ARRIVAL)
          .putLong(packet.device().value())
          .putInt(packet.inPort())
          .put((byte) packet.reason())
          .put((byte) packet.table())
          .putLong(packet.cookie())
          .put(data)
          .array();
    }
  }

  /** From an app to a port. */
  record Departure(ConnectPoint place, byte[] frame) implements Parcel {
    @Override
    public byte[] encode() {
      return Parcel.encode(DEPARTURE, place, frame);
    }
  }

  byte ARRIVAL = 1;
  byte DEPARTURE = 2;
  byte BROADCAST = 3;

  /** A frame for all edge ports but one. */
  static byte[] encodeBroadcast(byte[] frame, ConnectPoint except) {
    return encode(BROADCAST, except, frame);
  }

  /** Reads what one of the encoders wrote; empty if it is none of it. */
  static Optional<Message> decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte kind = in.get();
      DatapathId device = new DatapathId(in.getLong());
      int port = in.getInt();
      return switch (kind) {
        case ARRIVAL -> {
          int reason = in.get();
          int table = in.get() & 0xff;
          long cookie = in.getLong();
          yield Optional.of(
              new ToOne(
                  new Arrival(
                      new PacketIn(
                          device, port, PacketIn.NO_BUFFER, reason, table, cookie, rest(in)))));
        }
        case DEPARTURE ->
            Optional.of(new ToOne(new Departure(new ConnectPoint(device, port), rest(in))));
        case BROADCAST -> Optional.of(new ToAll(new ConnectPoint(device, port), rest(in)));
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static byte[] encode(byte kind, ConnectPoint port, byte[] frame) {
    return ByteBuffer.allocate(1 + 8 + 4 + frame.length)
        .put(kind)
        .putLong(port.device().value())
        .putInt(port.port())
        .put(frame)
        .array();
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  /** What a message between replicas asks for. */
  sealed interface Message {}

  /** Place one parcel. */
  record ToOne(Parcel parcel) implements Message {}

  /** Send a frame out of all edge ports but one. */
  record ToAll(ConnectPoint except, byte[] frame) implements Message {}
}
