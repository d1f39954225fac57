package io.vantage.cluster.atomix;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.charset.StandardCharsets;

/** What goes over a connection between replicas: a length, a kind and the fields of that kind. */
sealed interface Frame {
  /** Largest frame, in bytes. */
  int LIMIT = 32 << 20;

  int MAGIC = 0x56414E54;
  byte VERSION = 1;
  int NAME_LIMIT = 255;

  /** First on every connection, from the replica that opened it. */
  record Hello(String from, String to) implements Frame {}

  record Request(long id, String subject, byte[] payload) implements Frame {}

  record Answer(long id, byte[] payload) implements Frame {}

  /** The request could not be answered. */
  record Failure(long id, String reason) implements Frame {}

  static ByteBuf encode(Frame frame, ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer();
    out.writeInt(0);
    if (frame instanceof Hello hello) {
      out.writeByte('H').writeInt(MAGIC).writeByte(VERSION);
      writeName(out, hello.from());
      writeName(out, hello.to());
    } else if (frame instanceof Request request) {
      out.writeByte('R').writeLong(request.id());
      writeName(out, request.subject());
      out.writeBytes(request.payload());
    } else if (frame instanceof Answer answer) {
      out.writeByte('A').writeLong(answer.id()).writeBytes(answer.payload());
    } else if (frame instanceof Failure failure) {
      out.writeByte('F').writeLong(failure.id());
      out.writeCharSequence(failure.reason(), StandardCharsets.UTF_8);
    }
    return out.setInt(0, out.readableBytes() - Integer.BYTES);
  }

  private static void writeName(ByteBuf out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > NAME_LIMIT) {
      throw new IllegalArgumentException("name of " + bytes.length + " bytes: " + name);
    }
    out.writeByte(bytes.length).writeBytes(bytes);
  }

  /**
   * Reads a frame without its length.
   *
   * @throws CorruptedFrameException if it is none of ours
   */
  static Frame decode(ByteBuf in) {
    try {
      byte kind = in.readByte();
      return switch (kind) {
        case 'H' -> readHello(in);
        case 'R' -> new Request(in.readLong(), readName(in), rest(in));
        case 'A' -> new Answer(in.readLong(), rest(in));
        case 'F' -> new Failure(in.readLong(), new String(rest(in), StandardCharsets.UTF_8));
        default -> throw new CorruptedFrameException("frame of kind " + kind);
      };
    } catch (IndexOutOfBoundsException e) {
      throw new CorruptedFrameException("truncated frame", e);
    }
  }

  private static Hello readHello(ByteBuf in) {
    if (in.readInt() != MAGIC || in.readByte() != VERSION) {
      throw new CorruptedFrameException("not a replica of this version");
    }
    return new Hello(readName(in), readName(in));
  }

  private static String readName(ByteBuf in) {
    return in.readCharSequence(in.readUnsignedByte(), StandardCharsets.UTF_8).toString();
  }

  private static byte[] rest(ByteBuf in) {
    byte[] bytes = ByteBufUtil.getBytes(in);
    in.skipBytes(in.readableBytes());
    return bytes;
  }

  /** Cuts a stream of bytes into frames. */
  static LengthFieldBasedFrameDecoder splitter() {
    return new LengthFieldBasedFrameDecoder(LIMIT, 0, Integer.BYTES, 0, Integer.BYTES);
  }
}
