package io.vantage.openflow.discovery;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.MacAddress;
import io.vantage.model.PortNumbers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Probes on the wire: an LLDP data unit (IEEE 802.1AB, 8.2) whose chassis and port TLVs are for
 * people and foreign tools; ours is an organisationally specific TLV, signed with HMAC-SHA256 by
 * the cluster's key. Confined to one thread.
 *
 * <pre>
 * 127 | length | OUI 56:41:4e | subtype 1 | version 1 | cluster 8 | datapath 8 | port 4 |
 *     sent millis 8 | signature 16, over everything before it and the Ethernet type
 * </pre>
 */
final class ProbeCodec {
  private static final Optional<Probe.Kind> LLDP = Optional.of(Probe.Kind.LLDP);
  private static final Optional<Probe.Kind> BDDP = Optional.of(Probe.Kind.BDDP);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEADER = 14;
  private static final int SHORTEST_FRAME = 60;
  private static final int KEY_BYTES = 32;
  private static final int CLUSTER_BYTES = 8;
  private static final int SIGNATURE_BYTES = 16;
  private static final int SIGNED_BYTES = 3 + 1 + 1 + CLUSTER_BYTES + 8 + 4 + 8;
  private static final byte[] OURS = {0x56, 0x41, 0x4e, 1};
  private static final byte VERSION = 1;
  private static final int TTL_SECONDS = 10;

  private static final int END = 0;
  private static final int CHASSIS = 1;
  private static final int PORT = 2;
  private static final int TTL = 3;
  private static final int SPECIFIC = 127;
  private static final byte LOCALLY_ASSIGNED = 7;

  private final Mac mac;
  private final byte[] cluster;

  /**
   * @param key what {@link #newKey} made
   * @throws IllegalArgumentException if it is no such key
   */
  ProbeCodec(String key) {
    byte[] bytes = HexFormat.of().parseHex(key);
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("a discovery key has " + KEY_BYTES + " bytes");
    }
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      cluster = Arrays.copyOf(digest, CLUSTER_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** A fresh key in hexadecimal digits; {@code random} has to be a secure one. */
  static String newKey(RandomGenerator random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The protocol of the frame, if it is LLDP or BDDP; asked of every packet, so it makes nothing.
   */
  static Optional<Probe.Kind> kind(byte[] frame) {
    if (frame.length < HEADER) {
      return Optional.empty();
    }
    int type = ((frame[12] & 0xff) << 8) | (frame[13] & 0xff);
    if (type == Probe.Kind.LLDP.etherType()) {
      return LLDP;
    }
    return type == Probe.Kind.BDDP.etherType() ? BDDP : Optional.empty();
  }

  byte[] encode(Probe probe, MacAddress source) {
    ByteBuffer out = ByteBuffer.allocate(160);
    out.put(new MacAddress(probe.kind().destination()).toBytes());
    out.put(source.toBytes());
    out.putShort((short) probe.kind().etherType());
    text(out, CHASSIS, "of:" + probe.from().device());
    text(out, PORT, PortNumbers.text(probe.from().port()));
    header(out, TTL, 2);
    out.putShort((short) TTL_SECONDS);
    header(out, SPECIFIC, SIGNED_BYTES + SIGNATURE_BYTES);
    int start = out.position();
    out.put(OURS).put(VERSION).put(cluster);
    out.putLong(probe.from().device().value());
    out.putInt(probe.from().port());
    out.putLong(probe.sentMillis());
    out.put(sign(out.array(), start, probe.kind()));
    header(out, END, 0);
    return Arrays.copyOf(out.array(), Math.max(SHORTEST_FRAME, out.position()));
  }

  /** Reads a frame whose {@link #kind} is known. */
  Reading decode(byte[] frame, Probe.Kind kind) {
    int position = HEADER;
    while (position + 2 <= frame.length) {
      int head = ((frame[position] & 0xff) << 8) | (frame[position + 1] & 0xff);
      int type = head >> 9;
      int length = head & 0x1ff;
      position += 2;
      if (type == END || position + length > frame.length) {
        break;
      }
      if (type == SPECIFIC && isOurs(frame, position, length)) {
        return read(frame, position, kind);
      }
      position += length;
    }
    return new Rejected(Rejection.FOREIGN);
  }

  private static boolean isOurs(byte[] frame, int start, int length) {
    return length == SIGNED_BYTES + SIGNATURE_BYTES
        && Arrays.equals(frame, start, start + OURS.length, OURS, 0, OURS.length)
        && frame[start + OURS.length] == VERSION;
  }

  private Reading read(byte[] frame, int start, Probe.Kind kind) {
    ByteBuffer in = ByteBuffer.wrap(frame, start, SIGNED_BYTES + SIGNATURE_BYTES);
    in.position(start + OURS.length + 1);
    byte[] sender = new byte[CLUSTER_BYTES];
    in.get(sender);
    if (!Arrays.equals(sender, cluster)) {
      return new Rejected(Rejection.OTHER_CLUSTER);
    }
    ConnectPoint from = new ConnectPoint(new DatapathId(in.getLong()), in.getInt());
    long sentMillis = in.getLong();
    byte[] signature = new byte[SIGNATURE_BYTES];
    in.get(signature);
    return MessageDigest.isEqual(signature, sign(frame, start, kind))
        ? new Genuine(new Probe(from, kind, sentMillis))
        : new Rejected(Rejection.FORGED);
  }

  private byte[] sign(byte[] frame, int start, Probe.Kind kind) {
    mac.update(frame, start, SIGNED_BYTES);
    mac.update((byte) (kind.etherType() >> 8));
    mac.update((byte) kind.etherType());
    return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
  }

  private static void text(ByteBuffer out, int type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    header(out, type, 1 + bytes.length);
    out.put(LOCALLY_ASSIGNED).put(bytes);
  }

  private static void header(ByteBuffer out, int type, int length) {
    out.putShort((short) ((type << 9) | length));
  }

  /** What a frame turned out to be. */
  sealed interface Reading {}

  record Genuine(Probe probe) implements Reading {}

  record Rejected(Rejection reason) implements Reading {}
}
