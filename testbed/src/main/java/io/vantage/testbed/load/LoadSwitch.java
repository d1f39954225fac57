package io.vantage.testbed.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One switch of the load: a socket, two buffers and the times of what is outstanding. */
final class LoadSwitch {
  private static final int BUFFER = 1 << 18;
  private static final int RESERVE = 8_192;
  private static final int FLOW_MOD = 14;
  private static final int PACKET_OUT = 13;
  private static final int FEATURES_REQUEST = 5;
  private static final int ERROR = 1;

  private final LoadSpec spec;
  private final int index;
  private final PacketInTemplate template;
  private final Tally tally;
  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ColdAnswers cold;
  private final int[] order;
  private final long[] sentNanos;
  private int announced;
  private int next;
  private int outstanding;
  private int xid;
  private boolean ready;
  private boolean deaf;

  /**
   * @param order the pairs in the order they are used, shuffled by the seed
   */
  LoadSwitch(LoadSpec spec, int index, int[] order, Tally tally) throws IOException {
    this.spec = spec;
    this.index = index;
    this.order = order.clone();
    this.tally = tally;
    this.template = new PacketInTemplate(spec.wireVersion());
    this.cold = new ColdAnswers(out, spec.wireVersion(), spec.firstDatapathId() + index);
    this.sentNanos = new long[order.length];
    this.channel = SocketChannel.open(spec.target());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    out.put((byte) spec.wireVersion()).put((byte) 0).putShort((short) 8).putInt(0);
  }

  long datapathId() {
    return spec.firstDatapathId() + index;
  }

  SocketChannel channel() {
    return channel;
  }

  /** Whether the controller has asked for the features, that is, knows this switch. */
  boolean ready() {
    return ready;
  }

  /** Whether every destination has shown itself. */
  boolean announced() {
    return announced == order.length;
  }

  void stopReading() {
    deaf = true;
  }

  /** Selection interest: a deaf switch still writes, as far as the controller lets it. */
  int interest() {
    int read = deaf ? 0 : SelectionKey.OP_READ;
    return out.position() > 0 ? read | SelectionKey.OP_WRITE : read;
  }

  /** Puts as many packet-ins into the buffer as the window and the buffer allow. */
  void fill(long nowNanos) {
    if (!ready) {
      return;
    }
    boolean room = true;
    while (room && !announced()) {
      room = fits();
      if (room) {
        template.writeAnnouncement(out, index, order[announced++], xid++);
      }
    }
    int window = spec.floods() || deaf ? Integer.MAX_VALUE : spec.window();
    while (room && outstanding < window) {
      room = fits();
      if (room) {
        request(nowNanos);
      }
    }
  }

  private boolean fits() {
    return out.remaining() >= template.length() + RESERVE;
  }

  private void request(long nowNanos) {
    int pair = order[next];
    next = next + 1 == order.length ? 0 : next + 1;
    if (sentNanos[pair] != 0) {
      giveUp(pair);
    }
    template.writeRequest(out, index, pair, xid++);
    sentNanos[pair] = nowNanos;
    outstanding++;
    tally.packetIn();
  }

  void write() throws IOException {
    out.flip();
    channel.write(out);
    out.compact();
  }

  /** Reads what is there; returns false at the end of the stream. */
  boolean read(long nowNanos) throws IOException {
    int count = channel.read(in);
    in.flip();
    while (in.remaining() >= 8) {
      int at = in.position();
      int length = in.getShort(at + 2) & 0xffff;
      if (length < 8) {
        throw new IOException("the controller sent a message of length " + length);
      }
      if (in.remaining() < length) {
        break;
      }
      handle(at, length, nowNanos);
      in.position(at + length);
    }
    in.compact();
    return count >= 0;
  }

  private void handle(int at, int length, long nowNanos) {
    int type = in.get(at + 1);
    switch (type) {
      case FLOW_MOD -> {
        tally.flowMod();
        answered(ResponseReader.pairOfFlowMod(in, at, length, spec.wireVersion()), nowNanos);
      }
      case PACKET_OUT -> {
        tally.packetOut();
        answered(ResponseReader.pairOfPacketOut(in, at, length, spec.wireVersion()), nowNanos);
      }
      case FEATURES_REQUEST -> {
        cold.answer(in, at, length);
        ready = true;
      }
      case ERROR -> tally.error();
      default -> cold.answer(in, at, length);
    }
  }

  private void answered(int pair, long nowNanos) {
    if (pair >= 0 && pair < sentNanos.length && sentNanos[pair] != 0) {
      tally.response(nowNanos - sentNanos[pair]);
      sentNanos[pair] = 0;
      outstanding--;
    }
  }

  /** Gives up on packet-ins older than the limit, so that a loss does not close the window. */
  void forget(long nowNanos, long limitNanos) {
    for (int pair = 0; pair < sentNanos.length; pair++) {
      if (sentNanos[pair] != 0 && nowNanos - sentNanos[pair] > limitNanos) {
        giveUp(pair);
      }
    }
  }

  private void giveUp(int pair) {
    sentNanos[pair] = 0;
    outstanding--;
    if (!deaf) {
      tally.lost();
    }
  }
}
