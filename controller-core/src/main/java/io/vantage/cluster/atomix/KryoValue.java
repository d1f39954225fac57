package io.vantage.cluster.atomix;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a component of a given declared type is written. Numbers have variable length, small ones of
 * either sign one byte; every length is checked against what is left of the input before anything
 * is allocated.
 */
interface KryoValue {
  void write(Kryo kryo, Output output, Object value);

  Object read(Kryo kryo, Input input);

  /** The way of writing a declared type; fails for types that have none. */
  static KryoValue of(Type declared) {
    if (declared instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    if (!(declared instanceof Class<?> type)) {
      return new Any(Object.class); // a type variable: written with its type number
    }
    if (type == int.class) {
      return new OfInt();
    } else if (type == long.class) {
      return new OfLong();
    } else if (type == boolean.class) {
      return new OfBoolean();
    } else if (type == String.class) {
      return new OfString();
    } else if (type == byte[].class) {
      return new OfBytes();
    } else if (type == InetAddress.class) {
      return new OfAddress();
    } else if (type == OptionalInt.class) {
      return new OfOptionalInt();
    } else if (type.isEnum()) {
      return new OfEnum(type.getEnumConstants());
    } else if (type.isRecord()) {
      return new OfRecord(type);
    } else if (type.isInterface()) {
      return new Any(type);
    }
    throw new IllegalArgumentException("no way to write a " + type.getName());
  }

  private static KryoValue ofGeneric(ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    if (raw.isRecord()) {
      return of(raw);
    }
    if (raw == Optional.class) {
      return new OfOptional(of(generic.getActualTypeArguments()[0]));
    } else if (raw == List.class) {
      return new OfList(of(generic.getActualTypeArguments()[0]));
    } else if (raw == Set.class) {
      return new OfSet(of(generic.getActualTypeArguments()[0]));
    }
    throw new IllegalArgumentException("no way to write a " + generic.getTypeName());
  }

  /** A length that the rest of the input can hold, at one byte or more for each. */
  static int readLength(Input input) {
    int length = input.readVarInt(true);
    int left = input.limit() - input.position();
    if (length < 0 || length > left) {
      throw new KryoException(
          "length " + Integer.toUnsignedString(length) + " with " + left + " bytes left");
    }
    return length;
  }

  static byte[] readBytes(Input input) {
    return input.readBytes(readLength(input));
  }

  record OfInt() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      output.writeVarInt((Integer) value, false);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return input.readVarInt(false);
    }
  }

  record OfLong() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      output.writeVarLong((Long) value, false);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return input.readVarLong(false);
    }
  }

  record OfBoolean() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      output.writeBoolean((Boolean) value);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return readFlag(input);
    }

    static boolean readFlag(Input input) {
      int flag = input.readByte();
      if (flag != 0 && flag != 1) {
        throw new KryoException("neither yes nor no: " + flag);
      }
      return flag == 1;
    }
  }

  record OfString() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return new String(readBytes(input), StandardCharsets.UTF_8);
    }
  }

  record OfBytes() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      byte[] bytes = (byte[]) value;
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return readBytes(input);
    }
  }

  record OfAddress() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      byte[] bytes = ((InetAddress) value).getAddress();
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      byte[] bytes = readBytes(input);
      try {
        return InetAddress.getByAddress(bytes);
      } catch (UnknownHostException e) {
        throw new KryoException("an address of " + bytes.length + " bytes", e);
      }
    }
  }

  /** Written as its position: constants may be added at the end, with a new format version. */
  @SuppressWarnings("ArrayRecordComponent")
  record OfEnum(Object[] constants) implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      output.writeVarInt(((Enum<?>) value).ordinal(), true);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      int ordinal = input.readVarInt(true);
      if (ordinal < 0 || ordinal >= constants.length) {
        throw new KryoException(
            "constant " + ordinal + " of " + KryoTypes.name(constants[0].getClass()));
      }
      return constants[ordinal];
    }
  }

  /** A record whose exact type is declared: needs no type number, nor to be in the list. */
  record OfRecord(KryoRecordSerializer serializer) implements KryoValue {
    @SuppressWarnings("unchecked")
    OfRecord(Class<?> type) {
      this(new KryoRecordSerializer(type));
    }

    @Override
    public void write(Kryo kryo, Output output, Object value) {
      serializer.write(kryo, output, value);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return serializer.read(kryo, input, Object.class);
    }
  }

  /** One of several types: its number goes first. */
  record Any(Class<?> bound) implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      kryo.writeClassAndObject(output, value);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return bound.cast(kryo.readClassAndObject(input));
    }
  }

  record OfOptionalInt() implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      OptionalInt optional = (OptionalInt) value;
      output.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        output.writeVarInt(optional.getAsInt(), false);
      }
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return OfBoolean.readFlag(input)
          ? OptionalInt.of(input.readVarInt(false))
          : OptionalInt.empty();
    }
  }

  record OfOptional(KryoValue of) implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      Optional<?> optional = (Optional<?>) value;
      output.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        of.write(kryo, output, optional.get());
      }
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return OfBoolean.readFlag(input) ? Optional.of(of.read(kryo, input)) : Optional.empty();
    }
  }

  record OfList(KryoValue of) implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      writeAll(of, kryo, output, (List<?>) value);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return List.of(readAll(of, kryo, input));
    }

    static void writeAll(KryoValue of, Kryo kryo, Output output, Collection<?> values) {
      output.writeVarInt(values.size(), true);
      for (Object value : values) {
        of.write(kryo, output, value);
      }
    }

    static Object[] readAll(KryoValue of, Kryo kryo, Input input) {
      Object[] values = new Object[readLength(input)];
      for (int i = 0; i < values.length; i++) {
        values[i] = of.read(kryo, input);
      }
      return values;
    }
  }

  /**
   * Written in an order that depends on the elements alone, so that equal sets give equal bytes.
   */
  record OfSet(KryoValue of) implements KryoValue {
    @Override
    public void write(Kryo kryo, Output output, Object value) {
      Set<?> values = (Set<?>) value;
      if (values.size() < 2) {
        OfList.writeAll(of, kryo, output, values);
        return;
      }
      List<byte[]> encoded = new ArrayList<>(values.size());
      for (Object element : values) {
        Output one = new Output(64, KryoCodec.MAX_BYTES);
        of.write(kryo, one, element);
        encoded.add(one.toBytes());
      }
      encoded.sort(java.util.Arrays::compareUnsigned);
      output.writeVarInt(encoded.size(), true);
      encoded.forEach(output::writeBytes);
    }

    @Override
    public Object read(Kryo kryo, Input input) {
      return Set.of(OfList.readAll(of, kryo, input)); // refuses duplicates
    }
  }
}
