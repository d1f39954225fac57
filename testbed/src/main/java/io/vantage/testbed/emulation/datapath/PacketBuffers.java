package io.vantage.testbed.emulation.datapath;

/** The last packets sent to the controllers, kept for a packet-out or flow-mod that names them. */
final class PacketBuffers {
  /** A packet and where it came in. */
  record Buffered(int inPort, Frame frame) {}

  private final Buffered[] ring;
  private final int[] ids;
  private int next = 1;

  PacketBuffers(int size) {
    ring = new Buffered[size];
    ids = new int[size];
  }

  int size() {
    return ring.length;
  }

  /** Keeps a packet, forgetting the oldest; returns its number. */
  int keep(int inPort, Frame frame) {
    if (ring.length == 0) {
      return FlowMod.NO_BUFFER;
    }
    int id = next++ & 0x7fffffff;
    ring[id % ring.length] = new Buffered(inPort, frame);
    ids[id % ring.length] = id;
    return id;
  }

  /** Takes a packet out; throws {@link SwitchRefusal} if it is not there any more. */
  Buffered take(int id) {
    int slot = ring.length == 0 || id < 0 ? -1 : id % ring.length;
    if (slot < 0 || ids[slot] != id) {
      throw ErrorKind.BUFFER_UNKNOWN.because("buffer " + Integer.toUnsignedString(id));
    }
    Buffered buffered = ring[slot];
    if (buffered == null) {
      throw ErrorKind.BUFFER_EMPTY.because("buffer " + Integer.toUnsignedString(id));
    }
    ring[slot] = null;
    return buffered;
  }
}
