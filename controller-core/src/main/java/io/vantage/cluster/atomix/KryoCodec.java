package io.vantage.cluster.atomix;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.vantage.cluster.IncompatibleUpdateException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Turns records into bytes and back, for what is replicated or kept. Every message begins with the
 * format version (one byte) and the number of its type; numbers are given explicitly and never
 * derived, so that a rename or a new type changes nothing that is stored.
 *
 * <p>What is written depends on the components of a record, in their order: adding, removing or
 * reordering components, or the constants of an enum, needs a new format version. Decoding never
 * guesses and never allocates more than the input can hold. Any thread; never blocks.
 */
public final class KryoCodec {
  /** No message is longer, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int POOLED = 64;

  private static final byte[] EMPTY = new byte[1];

  private final int version;
  private final List<Type> types;
  private final Map<Class<?>, KryoRecordSerializer> serializers;
  private final ArrayBlockingQueue<Coder> pool = new ArrayBlockingQueue<>(POOLED);

  /**
   * @param version format version, 1..255
   * @param types every record that may appear, at top level or behind an interface; ids from {@link
   *     KryoTypes#FIRST_FREE_ID} on, each once
   */
  public KryoCodec(int version, List<Type> types) {
    if (version < 1 || version > 0xff) {
      throw new IllegalArgumentException("format version " + version + " not in 1..255");
    }
    this.version = version;
    this.types = List.copyOf(types);
    serializers =
        types.stream()
            .collect(toUnmodifiableMap(Type::type, type -> new KryoRecordSerializer(type.type())));
    pool.add(new Coder()); // finds mistakes in the list at once
  }

  /** A record and the number it is written with. */
  public record Type(int id, Class<?> type) {}

  /**
   * @throws IllegalArgumentException if the value's type is not registered, a component is null, or
   *     the result would be longer than {@link #MAX_BYTES}
   */
  public byte[] encode(Object value) {
    Coder coder = take();
    try {
      return coder.encode(value);
    } finally {
      giveBack(coder);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IncompatibleUpdateException if the bytes are of another format version, name an unknown
   *     type, are cut, too long or anything but a {@code kind}
   */
  public <T> T decode(byte[] bytes, Class<T> kind) {
    if (bytes.length == 0) {
      throw new IncompatibleUpdateException("an empty message where " + name(kind) + " belongs");
    }
    if ((bytes[0] & 0xff) != version) {
      throw new IncompatibleUpdateException(
          "format version "
              + (bytes[0] & 0xff)
              + " of a message of "
              + bytes.length
              + " bytes is not supported here; supported is "
              + version);
    }
    Coder coder = take();
    try {
      return coder.decode(bytes, kind);
    } finally {
      giveBack(coder);
    }
  }

  private Coder take() {
    Coder coder = pool.poll();
    return coder == null ? new Coder() : coder;
  }

  private void giveBack(Coder coder) {
    pool.offer(coder); // a surplus one is left to the collector
  }

  private static String name(Class<?> type) {
    return KryoTypes.name(type);
  }

  /** One thread's tools at a time. */
  private final class Coder {
    private final KryoTypes kryo = new KryoTypes(types, serializers);
    private final Output output = new Output(512, MAX_BYTES);
    private final Input input = new Input(new byte[1]);

    byte[] encode(Object value) {
      output.clear();
      output.writeByte(version);
      try {
        kryo.writeClassAndObject(output, value);
        return output.toBytes();
      } catch (KryoException e) {
        throw new IllegalArgumentException(
            "cannot encode " + name(value.getClass()) + ": " + e.getMessage(), e);
      }
    }

    <T> T decode(byte[] bytes, Class<T> kind) {
      input.setBuffer(bytes, 1, bytes.length - 1);
      try {
        Object value = kryo.readClassAndObject(input);
        if (!kind.isInstance(value)) {
          throw new IncompatibleUpdateException(
              "a message holds "
                  + (value == null ? "nothing" : name(value.getClass()))
                  + " where "
                  + name(kind)
                  + " belongs");
        }
        if (input.position() != input.limit()) {
          throw new IncompatibleUpdateException(
              (input.limit() - input.position()) + " bytes too many after " + name(kind));
        }
        return kind.cast(value);
      } catch (IncompatibleUpdateException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new IncompatibleUpdateException(
            "a message of "
                + bytes.length
                + " bytes is no "
                + name(kind)
                + " of format version "
                + version
                + ": "
                + e.getMessage(),
            e);
      } finally {
        input.setBuffer(EMPTY, 0, 0);
      }
    }
  }
}
