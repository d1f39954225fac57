package io.vantage.openflow.connection;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A peer of the server that sends and reads bytes, nothing more; blocking, for tests. */
class RawSwitch implements AutoCloseable {
  static final int DEADLINE_MILLIS = 15_000;

  final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawSwitch(InetSocketAddress server) throws IOException {
    this(new Socket(), server);
  }

  RawSwitch(Socket socket, InetSocketAddress server) throws IOException {
    this.socket = socket;
    if (!socket.isConnected()) {
      socket.connect(server, DEADLINE_MILLIS);
    }
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** A message of the controller. */
  record Frame(int version, int type, int xid, byte[] body) {
    ByteBuffer buffer() {
      return ByteBuffer.wrap(body);
    }

    String hex() {
      return HexFormat.of().formatHex(body);
    }
  }

  Frame read() throws IOException {
    int version = in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int length = in.readUnsignedShort();
    int xid = in.readInt();
    byte[] body = new byte[length - 8];
    in.readFully(body);
    return new Frame(version, type, xid, body);
  }

  Frame read(int type) throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  /** True once the server has closed the connection; reads what comes before. */
  boolean isClosedByServer() throws IOException {
    try {
      while (in.read() >= 0) {}
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  void raw(byte... bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  static byte[] message(int version, int type, int xid, String hexBody) {
    byte[] body = HexFormat.of().parseHex(hexBody.replace(" ", ""));
    return ByteBuffer.allocate(8 + body.length)
        .put((byte) version)
        .put((byte) type)
        .putShort((short) (8 + body.length))
        .putInt(xid)
        .put(body)
        .array();
  }

  void send(int version, int type, int xid, String hexBody) throws IOException {
    raw(message(version, type, xid, hexBody));
  }

  /** Goes through the handshake as a switch of OpenFlow 1.3 with one port, number 1. */
  RawSwitch handshake13(long dpid) throws IOException {
    return handshake13(dpid, () -> {});
  }

  /** Something that a switch sends. */
  interface Sending {
    void run() throws IOException;
  }

  /**
   * @param between is done when the version has been negotiated
   */
  RawSwitch handshake13(long dpid, Sending between) throws IOException {
    send(4, 0, 1, "");
    Frame features = read(5);
    between.run();
    send(4, 6, features.xid(), featuresBody(dpid));
    Frame description = read(18);
    send(4, 19, description.xid(), "0000 0000 00000000" + "00".repeat(1056));
    Frame ports = read(18);
    send(4, 19, ports.xid(), "000d 0000 00000000" + port13(1, "p1", 0, 0));
    return this;
  }

  /** Goes through the handshake as a switch of OpenFlow 1.0 with one port, number 1. */
  RawSwitch handshake10(long dpid) throws IOException {
    send(1, 0, 1, "");
    Frame features = read(5);
    send(1, 6, features.xid(), featuresBody(dpid) + port10(1, "p1", 0, 0));
    Frame description = read(16);
    send(1, 17, description.xid(), "0000 0000" + "00".repeat(1056));
    return this;
  }

  static String featuresBody(long dpid) {
    return "%016x 00000100 fe 00 0000 00000000 00000000".formatted(dpid);
  }

  static String port13(int number, String name, int config, int state) {
    return "%08x 00000000 02000000%04x 0000 %s %08x %08x"
            .formatted(number, number, padded(name, 16), config, state)
        + "00000000".repeat(4)
        + "%08x %08x".formatted(10_000_000, 10_000_000);
  }

  static String port10(int number, String name, int config, int state) {
    return "%04x 02000000%04x %s %08x %08x %08x"
            .formatted(number, number, padded(name, 16), config, state, 1 << 5)
        + "00000000".repeat(3);
  }

  static String padded(String text, int bytes) {
    String hex = HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return hex + "00".repeat(bytes - hex.length() / 2);
  }

  /** Body of a 1.3 packet-in without a buffer that came in by port 1. */
  static String packetIn13(String moreOxms, String frame) {
    String oxms = ("80000004 00000001" + moreOxms).replace(" ", "");
    int matchLength = 4 + oxms.length() / 2;
    String padding = "00".repeat(-matchLength & 7);
    return "ffffffff %04x 00 00 00000000000000aa 0001 %04x %s %s 0000 %s"
        .formatted(frame.length() / 2, matchLength, oxms, padding, frame);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
