package io.vantage.cluster.atomix;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.StateMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that remembers the identifiers of all updates in order. An update is a text that
 * begins with its identifier and a blank; what follows is ballast.
 */
final class RecordingMachine implements StateMachine {
  private final List<String> applied = new ArrayList<>();
  private byte[] ballast = new byte[0];
  private long lastIndex;
  private long lastTerm;
  private long lastTime;
  private volatile String unknown = "none";
  private int restores;

  static byte[] update(String id) {
    return (id + " ").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] update(String id, int bytes) {
    byte[] update = new byte[bytes];
    byte[] head = update(id);
    System.arraycopy(head, 0, update, 0, head.length);
    return update;
  }

  /** Makes this copy too old for an update. */
  void doesNotKnow(String id) {
    unknown = id;
  }

  @Override
  public synchronized byte[] apply(long index, long term, long timeMillis, byte[] update) {
    int blank = 0;
    while (update[blank] != ' ') {
      blank++;
    }
    String id = new String(update, 0, blank, StandardCharsets.UTF_8);
    if (id.equals(unknown)) {
      throw new IncompatibleUpdateException("update " + id + " is of a newer version");
    }
    if (id.startsWith("fail")) {
      throw new IllegalArgumentException("asked to fail");
    }
    if (index < lastIndex || term < lastTerm || timeMillis < lastTime || term <= 0) {
      throw new AssertionError("went back: " + index + " " + term + " " + timeMillis);
    }
    lastIndex = index;
    lastTerm = term;
    lastTime = timeMillis;
    if (id.startsWith("ballast")) {
      ballast = new byte[Integer.parseInt(id.substring(7))];
    }
    applied.add(id);
    return ByteBuffer.allocate(Integer.BYTES).putInt(applied.size()).array();
  }

  @Override
  public synchronized void snapshot(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeLong(lastIndex);
    data.writeLong(lastTerm);
    data.writeLong(lastTime);
    data.writeInt(applied.size());
    for (String id : applied) {
      data.writeUTF(id);
    }
    data.writeInt(ballast.length);
    for (int i = 0; i < ballast.length; i++) {
      ballast[i] = (byte) i;
    }
    data.write(ballast);
    data.flush();
  }

  @Override
  public synchronized void restore(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    lastIndex = data.readLong();
    lastTerm = data.readLong();
    lastTime = data.readLong();
    int count = data.readInt();
    applied.clear();
    for (int i = 0; i < count; i++) {
      applied.add(data.readUTF());
    }
    ballast = data.readNBytes(data.readInt());
    for (int i = 0; i < ballast.length; i++) {
      if (ballast[i] != (byte) i) {
        throw new IOException("ballast damaged at " + i);
      }
    }
    restores++;
  }

  synchronized List<String> applied() {
    return List.copyOf(applied);
  }

  synchronized int size() {
    return applied.size();
  }

  synchronized int ballastBytes() {
    return ballast.length;
  }

  synchronized int restores() {
    return restores;
  }
}
