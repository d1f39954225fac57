package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vantage.testbed.emulation.wire.OpenFlow;
import java.util.OptionalInt;

/** HELLO and the choice of a version (OpenFlow 1.3.5, section 6.3.1). */
final class HelloNegotiation {
  private static final int VERSION_BITMAP = 1;

  private HelloNegotiation() {}

  static ByteBuf hello(ByteBufAllocator alloc, SwitchOptions options) {
    int highest = options.highestVersion();
    ByteBuf out = OpenFlow.begin(alloc, highest, OpenFlow.HELLO, 0);
    if (highest >= OpenFlow.V13) {
      out.writeShort(VERSION_BITMAP).writeShort(8).writeInt(bitmap(options));
    }
    return OpenFlow.finish(out);
  }

  private static int bitmap(SwitchOptions options) {
    return options.versions().stream().mapToInt(v -> 1 << v.wire()).reduce(0, (a, b) -> a | b);
  }

  /** The version both sides speak, or empty. The body begins after the header. */
  static OptionalInt choose(SwitchOptions options, int theirVersion, ByteBuf body) {
    OptionalInt theirs = readBitmap(body);
    if (theirs.isPresent() && options.highestVersion() >= OpenFlow.V13) {
      int common = theirs.getAsInt() & bitmap(options);
      return common == 0
          ? OptionalInt.empty()
          : OptionalInt.of(31 - Integer.numberOfLeadingZeros(common));
    }
    int version = Math.min(theirVersion, options.highestVersion());
    return options.offers(version) ? OptionalInt.of(version) : OptionalInt.empty();
  }

  private static OptionalInt readBitmap(ByteBuf body) {
    while (body.readableBytes() >= 4) {
      int type = body.getUnsignedShort(body.readerIndex());
      int length = body.getUnsignedShort(body.readerIndex() + 2);
      if (length < 4 || length > body.readableBytes()) {
        return OptionalInt.empty();
      }
      if (type == VERSION_BITMAP && length >= 8) {
        return OptionalInt.of(body.getInt(body.readerIndex() + 4));
      }
      body.skipBytes(Math.min(body.readableBytes(), (length + 7) / 8 * 8));
    }
    return OptionalInt.empty();
  }
}
