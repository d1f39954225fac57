package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Spreads the items of one multipart answer over messages that fit the 16-bit length. */
final class Pages {
  private static final int LIMIT = 60_000;
  private static final int REPLY_MORE = 1;

  private final ByteBufAllocator alloc;
  private final int version;
  private final int xid;
  private final int type;
  private final List<ByteBuf> pages = new ArrayList<>();

  Pages(ByteBufAllocator alloc, int version, int xid, int type) {
    this.alloc = alloc;
    this.version = version;
    this.xid = xid;
    this.type = type;
    pages.add(begin());
  }

  void add(Consumer<ByteBuf> item) {
    ByteBuf page = pages.get(pages.size() - 1);
    if (page.readableBytes() > LIMIT) {
      page.setShort(page.readerIndex() + OpenFlow.HEADER + 2, REPLY_MORE);
      page = begin();
      pages.add(page);
    }
    item.accept(page);
  }

  List<ByteBuf> done() {
    pages.forEach(OpenFlow::finish);
    return pages;
  }

  void release() {
    pages.forEach(ByteBuf::release);
  }

  private ByteBuf begin() {
    ByteBuf page = OpenFlow.begin(alloc, version, OpenFlow.MULTIPART_REPLY, xid);
    page.writeShort(type).writeShort(0);
    return version == OpenFlow.V10 ? page : page.writeZero(4);
  }
}
