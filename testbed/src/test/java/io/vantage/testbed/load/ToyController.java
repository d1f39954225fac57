package io.vantage.testbed.load;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Answers every packet-in with what it is told to; a thread per connection. */
final class ToyController implements Closeable {
  /** What comes back for a packet-in. */
  enum Answer {
    FLOW_MOD_AND_PACKET_OUT,
    PACKET_OUT,
    ERROR,
    NOTHING,
    HANG_UP
  }

  private final ServerSocket server;
  private final Answer answer;
  private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());

  ToyController(Answer answer) throws IOException {
    this.answer = answer;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("toy-accept", this::acceptAll);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        start("toy-serve", () -> serve(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        byte[] message = read(in);
        int version = message[0];
        switch (message[1]) {
          case 0 -> out.write(concat(message(version, 0, 0), message(version, 5, 0)));
          case 10 -> out.write(reply(socket, version, message));
          default -> {}
        }
      }
    } catch (IOException e) {
      // The switch is gone.
    }
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(8);
    if (header.length < 8) {
      throw new IOException("end");
    }
    ByteBuffer whole = ByteBuffer.allocate(ByteBuffer.wrap(header).getShort(2));
    whole.put(header).put(in.readNBytes(whole.capacity() - 8));
    return whole.array();
  }

  private byte[] reply(Socket socket, int version, byte[] packetIn) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(packetIn, packetIn.length - 60, 60).slice();
    return switch (answer) {
      case FLOW_MOD_AND_PACKET_OUT -> concat(flowMod(version, frame), packetOut(version, frame));
      case PACKET_OUT -> packetOut(version, frame);
      case ERROR -> message(version, 1, 4);
      case NOTHING -> new byte[0];
      case HANG_UP -> {
        socket.close();
        throw new IOException("hung up");
      }
    };
  }

  private static byte[] flowMod(int version, ByteBuffer frame) {
    if (version == 1) {
      ByteBuffer mod = ByteBuffer.wrap(message(version, 14, 64 + 8));
      mod.put(14, frame, 6, 6).put(20, frame, 0, 6);
      return mod.array();
    }
    ByteBuffer mod = ByteBuffer.wrap(message(version, 14, 40 + 16));
    // One OXM field, the destination.
    mod.putShort(48, (short) 1).putShort(50, (short) 14).putInt(52, 0x80000606);
    mod.put(56, frame, 0, 6);
    return mod.array();
  }

  private static byte[] packetOut(int version, ByteBuffer frame) {
    int fixed = version == 1 ? 16 : 24;
    ByteBuffer out = ByteBuffer.wrap(message(version, 13, fixed - 8 + 8 + 60));
    out.putShort(version == 1 ? 14 : 16, (short) 8);
    out.put(fixed + 8, frame, 0, 60);
    return out.array();
  }

  private static byte[] message(int version, int type, int bodyLength) {
    ByteBuffer message = ByteBuffer.allocate(8 + bodyLength);
    message.put((byte) version).put((byte) type).putShort((short) message.capacity());
    return message.array();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : List.copyOf(open)) {
      socket.close();
    }
  }
}
