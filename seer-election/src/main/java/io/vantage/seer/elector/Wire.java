package io.vantage.seer.elector;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.AgedReport;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The form of SEER's messages: a version, a kind, then the fields in order. A replica refuses what
 * it does not understand, so replicas of different versions do each other no harm. Stateless.
 */
final class Wire {
  static final int VERSION = 1;

  private static final int BULLETIN = 'B';
  private static final int ORDER = 'O';
  private static final int RESULT = 'R';
  private static final int LARGEST_DETAIL = 500;

  private Wire() {}

  /** The message is of another version or kind, or broken. */
  static final class UnreadableException extends RuntimeException {
    UnreadableException(String message) {
      super(message);
    }

    UnreadableException(Exception cause) {
      super("broken message: " + cause, cause);
    }
  }

  static byte[] encode(Bulletin bulletin) {
    return write(
        BULLETIN,
        out -> {
          out.writeFloat((float) bulletin.cpu());
          out.writeFloat((float) bulletin.memory());
          writeMap(out, bulletin.replicaRtts(), ReplicaId::name);
          writeMap(out, bulletin.commandRates(), PartitionId::name);
          writeMap(out, bulletin.commitRates(), PartitionId::name);
          out.writeShort(bulletin.switches().size());
          for (SwitchReading reading : bulletin.switches()) {
            out.writeLong(reading.device().value());
            out.writeFloat((float) reading.rttMillis());
            out.writeFloat((float) reading.packetInsPerSecond());
          }
          out.writeShort(bulletin.reports().size());
          for (AgedReport report : bulletin.reports()) {
            out.writeLong(report.requestId());
            out.writeUTF(report.partition().name());
            out.writeUTF(report.leader().name());
            out.writeFloat((float) report.ageMillis());
            out.writeFloat((float) report.delayMillis());
          }
        });
  }

  static Bulletin bulletin(byte[] bytes) {
    return read(
        BULLETIN,
        bytes,
        in ->
            new Bulletin(
                in.readFloat(),
                in.readFloat(),
                readMap(in, ReplicaId::new),
                readMap(in, PartitionId::new),
                readMap(in, PartitionId::new),
                readList(in, Wire::reading),
                readList(in, Wire::report)));
  }

  private static SwitchReading reading(DataInputStream in) throws IOException {
    return new SwitchReading(new DatapathId(in.readLong()), in.readFloat(), in.readFloat());
  }

  private static AgedReport report(DataInputStream in) throws IOException {
    return new AgedReport(
        in.readLong(),
        new PartitionId(in.readUTF()),
        new ReplicaId(in.readUTF()),
        in.readFloat(),
        in.readFloat());
  }

  static byte[] encode(Order order) {
    return write(
        ORDER,
        out -> {
          out.writeLong(order.electorTerm());
          out.writeUTF(order.partition().name());
          out.writeUTF(order.to().name());
          out.writeLong(order.limitMillis());
        });
  }

  static Order order(byte[] bytes) {
    return read(
        ORDER,
        bytes,
        in ->
            new Order(
                in.readLong(),
                new PartitionId(in.readUTF()),
                new ReplicaId(in.readUTF()),
                in.readLong()));
  }

  static byte[] encode(Order.Result result) {
    String detail = result.detail();
    return write(
        RESULT,
        out -> {
          out.writeUTF(result.kind().name());
          out.writeDouble(result.pauseMillis());
          out.writeUTF(detail.substring(0, Math.min(LARGEST_DETAIL, detail.length())));
        });
  }

  static Order.Result result(byte[] bytes) {
    return read(
        RESULT,
        bytes,
        in ->
            new Order.Result(
                Order.Result.Kind.valueOf(in.readUTF()), in.readDouble(), in.readUTF()));
  }

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static byte[] write(int kind, Writer fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(kind);
      fields.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(int kind, byte[] bytes, Reader<T> fields) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new UnreadableException("message of version " + version + ", not " + VERSION);
      }
      int found = in.readUnsignedByte();
      if (found != kind) {
        throw new UnreadableException("message of kind " + found + ", not " + kind);
      }
      T value = fields.read(in);
      if (in.available() > 0) {
        throw new UnreadableException(in.available() + " bytes too many");
      }
      return value;
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableException(e);
    }
  }

  private static <K> void writeMap(
      DataOutputStream out, Map<K, Double> values, Function<K, String> name) throws IOException {
    out.writeShort(values.size());
    for (Map.Entry<K, Double> entry : values.entrySet()) {
      out.writeUTF(name.apply(entry.getKey()));
      out.writeFloat(entry.getValue().floatValue());
    }
  }

  private static <K> Map<K, Double> readMap(DataInputStream in, Function<String, K> key)
      throws IOException {
    Map<K, Double> values = new HashMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      values.put(key.apply(in.readUTF()), (double) in.readFloat());
    }
    return values;
  }

  /** Grows with what is really there, whatever length is claimed. */
  private static <T> List<T> readList(DataInputStream in, Reader<T> item) throws IOException {
    List<T> items = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      items.add(item.read(in));
    }
    return items;
  }
}
