package io.vantage.testbed.emulation;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** One connection to a switch under test. Bodies are written as hex; blanks do not count. */
final class RawConnection implements Closeable {
  static final int XID = 0x11223344;

  /** A message as it came. */
  record Message(int version, int type, int xid, String body) {
    ByteBuffer bytes() {
      return ByteBuffer.wrap(HexFormat.of().parseHex(body));
    }

    /** Type and code of an error message, as in "5/1". */
    String error() {
      return bytes().getShort(0) + "/" + bytes().getShort(2);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private int version = 4;

  RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  void version(int chosen) {
    version = chosen;
  }

  void send(int type, String hexBody) throws IOException {
    send(version, type, hexBody);
  }

  void send(int wireVersion, int type, String hexBody) throws IOException {
    byte[] body = HexFormat.of().parseHex(hexBody.replaceAll("\\s", ""));
    ByteBuffer message = ByteBuffer.allocate(8 + body.length);
    message.put((byte) wireVersion).put((byte) type).putShort((short) message.capacity());
    message.putInt(XID).put(body);
    out.write(message.array());
  }

  void sendBytes(String hex) throws IOException {
    out.write(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  Message receive() throws IOException {
    int theirVersion = in.readUnsignedByte();
    int type = in.readUnsignedByte();
    byte[] body = new byte[in.readUnsignedShort() - 8];
    int xid = in.readInt();
    in.readFully(body);
    return new Message(theirVersion, type, xid, HexFormat.of().formatHex(body));
  }

  /** The next message, which must be of this type. */
  Message expect(int type) throws IOException {
    Message message = receive();
    if (message.type() != type) {
      throw new AssertionError("expected type " + type + ", got " + message);
    }
    return message;
  }

  Message ask(int type, int answerType, String hexBody) throws IOException {
    send(type, hexBody);
    return expect(answerType);
  }

  /** Sends, and returns the error that comes back, as in "5/1". */
  String refused(int type, String hexBody) throws IOException {
    return ask(type, 1, hexBody).error();
  }

  /** Sends what must be accepted: the next thing to come back is the answer to a barrier. */
  void accepted(int type, String hexBody) throws IOException {
    send(type, hexBody);
    barrier();
  }

  void barrier() throws IOException {
    ask(version == 1 ? 18 : 20, version == 1 ? 19 : 21, "");
  }

  /** Whether the switch has closed the connection; waits for it. */
  boolean closedByPeer() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
