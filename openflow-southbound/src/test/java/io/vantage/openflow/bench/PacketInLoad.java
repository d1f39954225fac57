package io.vantage.openflow.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Emulated switches that keep a number of packet-ins in flight each and count the flow-mods that
 * answer them. Arguments: port, wire version (1 or 4), switches, window, seconds. Runs as a process
 * of its own, so that its CPU time is not the controller's.
 */
public final class PacketInLoad {
  private final int version;
  private final Selector selector;

  private PacketInLoad(int version, Selector selector) {
    this.version = version;
    this.selector = selector;
  }

  /** One switch. */
  private static final class Peer {
    final SocketChannel channel;
    final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    final ByteBuffer out = ByteBuffer.allocateDirect(1 << 18);
    final long dpid;
    boolean ready;
    int inFlight;
    int xid;

    Peer(SocketChannel channel, long dpid) {
      this.channel = channel;
      this.dpid = dpid;
    }
  }

  public static void main(String[] args) throws Exception {
    int version = Integer.parseInt(args[1]);
    int window = Integer.parseInt(args[3]);
    long end = System.nanoTime() + (long) (Double.parseDouble(args[4]) * 1e9);
    try (Selector selector = Selector.open()) {
      PacketInLoad load = new PacketInLoad(version, selector);
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        channel.configureBlocking(false);
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        Peer peer = new Peer(channel, i + 1);
        channel.register(selector, SelectionKey.OP_READ, peer);
        load.header(peer, 0, 8, 0);
      }
      while (System.nanoTime() < end) {
        load.step(window);
      }
    }
  }

  private void step(int window) throws java.io.IOException {
    for (SelectionKey key : selector.keys()) {
      Peer peer = (Peer) key.attachment();
      while (peer.ready && peer.inFlight < window && peer.out.remaining() > 200) {
        packetIn(peer);
      }
      if (peer.out.position() > 0) {
        peer.out.flip();
        peer.channel.write(peer.out);
        peer.out.compact();
      }
    }
    selector.select(1);
    for (SelectionKey key : selector.selectedKeys()) {
      Peer peer = (Peer) key.attachment();
      if (peer.channel.read(peer.in) < 0) {
        throw new java.io.EOFException("the controller hung up");
      }
      peer.in.flip();
      read(peer);
      peer.in.compact();
    }
    selector.selectedKeys().clear();
  }

  private void read(Peer peer) {
    ByteBuffer in = peer.in;
    while (in.remaining() >= 8 && in.remaining() >= (in.getShort(in.position() + 2) & 0xffff)) {
      int start = in.position();
      int length = in.getShort(start + 2) & 0xffff;
      int xid = in.getInt(start + 4);
      int type = in.get(start + 1);
      if (type == 14) {
        peer.inFlight--;
      } else if (type == 2) {
        header(peer, 3, 8, xid);
      } else if (type == 5) {
        header(peer, 6, 32, xid).putLong(peer.dpid).putInt(256).putInt(0xfe << 24).putLong(0);
      } else if (type == 18 && in.getShort(start + 8) == 0) {
        header(peer, 19, 1072, xid).putLong(0).put(new byte[1056]);
      } else if (type == 16) {
        header(peer, 17, 1068, xid).putInt(0).put(new byte[1056]);
        peer.ready = true;
      } else if (type == 18) {
        header(peer, 19, 16, xid).putInt(13 << 16).putInt(0);
        peer.ready = true;
      }
      in.position(start + length);
    }
  }

  private ByteBuffer header(Peer peer, int type, int length, int xid) {
    return peer.out.put((byte) version).put((byte) type).putShort((short) length).putInt(xid);
  }

  private void packetIn(Peer peer) {
    if (version == 4) {
      ByteBuffer out =
          header(peer, 10, 102, peer.xid++).putInt(-1).putShort((short) 60).putShort((short) 0);
      out.putLong(0).putShort((short) 1).putShort((short) 12).putInt(0x80000004).putInt(1);
      out.putInt(0).putShort((short) 0);
    } else {
      header(peer, 10, 78, peer.xid++)
          .putInt(-1)
          .putShort((short) 60)
          .putShort((short) 1)
          .putShort((short) 0);
    }
    peer.out
        .putLong(0x0200_0000_0000_0000L + ((long) peer.xid << 16))
        .putLong(0x0000_0101_88b5_0000L);
    peer.out.put(new byte[44]);
    peer.inFlight++;
  }
}
