package io.vantage.testbed.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Answers everything a controller asks besides packets, as shortly as the protocol allows. */
final class ColdAnswers {
  private static final int ECHO_REQUEST = 2;
  private static final int FEATURES_REQUEST = 5;
  private static final int GET_CONFIG_REQUEST = 7;
  private static final int ROLE_REQUEST = 24;
  private static final int DESCRIPTION = 0;
  private static final int PORT_DESCRIPTION = 13;
  private static final int PORTS = 2;
  private static final long UNSET_GENERATION = -1;

  private final ByteBuffer out;
  private final int wireVersion;
  private final long datapathId;

  ColdAnswers(ByteBuffer out, int wireVersion, long datapathId) {
    this.out = out;
    this.wireVersion = wireVersion;
    this.datapathId = datapathId;
  }

  /** Answers the message at an offset, if it wants an answer. The input is not moved. */
  void answer(ByteBuffer in, int at, int length) {
    int type = in.get(at + 1);
    int xid = in.getInt(at + 4);
    boolean v10 = wireVersion == 1;
    int multipart = v10 ? 16 : 18;
    int barrier = v10 ? 18 : 20;
    if (type == ECHO_REQUEST || type == barrier) {
      int start = begin(type + 1, xid);
      copy(in, at + 8, length - 8);
      end(start);
    } else if (type == FEATURES_REQUEST) {
      features(xid);
    } else if (type == GET_CONFIG_REQUEST) {
      int start = begin(type + 1, xid);
      out.putShort((short) 0).putShort((short) 0xffff);
      end(start);
    } else if (type == multipart) {
      multipart(in.getShort(at + 8), xid);
    } else if (type == ROLE_REQUEST && !v10) {
      role(in, at, xid);
    }
  }

  private void role(ByteBuffer in, int at, int xid) {
    int start = begin(ROLE_REQUEST + 1, xid);
    boolean query = in.getInt(at + 8) == 0;
    out.putInt(query ? 1 : in.getInt(at + 8)).putInt(0);
    out.putLong(query ? UNSET_GENERATION : in.getLong(at + 16));
    end(start);
  }

  private void features(int xid) {
    int start = begin(FEATURES_REQUEST + 1, xid);
    out.putLong(datapathId).putInt(0).put((byte) 1).put((byte) 0).putShort((short) 0);
    out.putInt(wireVersion == 1 ? 0x87 : 0x0f).putInt(wireVersion == 1 ? 0xfff : 0);
    if (wireVersion == 1) {
      ports();
    }
    end(start);
  }

  private void multipart(int kind, int xid) {
    int start = begin(wireVersion == 1 ? 17 : 19, xid);
    out.putShort((short) kind).putShort((short) 0);
    if (wireVersion != 1) {
      out.putInt(0);
    }
    if (kind == DESCRIPTION) {
      text("Vantage", 256);
      text("Load generator", 256);
      text("testbed", 256);
      text(Long.toString(datapathId), 32);
      text("load switch", 256);
    } else if (kind == PORT_DESCRIPTION && wireVersion != 1) {
      ports();
    }
    end(start);
  }

  private void ports() {
    for (int port = 1; port <= PORTS; port++) {
      if (wireVersion == 1) {
        out.putShort((short) port);
      } else {
        out.putInt(port).putInt(0);
      }
      out.putShort((short) 0x0a00).putShort((short) datapathId).putShort((short) port);
      if (wireVersion != 1) {
        out.putShort((short) 0);
      }
      text("eth" + port, 16);
      // Configuration, state, four feature words; 1.3 also has two speeds.
      for (int i = 0; i < (wireVersion == 1 ? 6 : 8); i++) {
        out.putInt(0);
      }
    }
  }

  private void text(String text, int length) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.put(bytes);
    for (int i = bytes.length; i < length; i++) {
      out.put((byte) 0);
    }
  }

  private void copy(ByteBuffer in, int at, int length) {
    for (int i = 0; i < length; i++) {
      out.put(in.get(at + i));
    }
  }

  private int begin(int type, int xid) {
    int start = out.position();
    out.put((byte) wireVersion).put((byte) type).putShort((short) 0).putInt(xid);
    return start;
  }

  private void end(int start) {
    out.putShort(start + 2, (short) (out.position() - start));
  }
}
