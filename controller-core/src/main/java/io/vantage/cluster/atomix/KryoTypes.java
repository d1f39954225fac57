package io.vantage.cluster.atomix;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import io.vantage.cluster.IncompatibleUpdateException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Kryo that knows the given types and no others. Not thread-safe. */
final class KryoTypes extends Kryo {
  /** Smaller ones are Kryo's own, for primitive types and strings. */
  static final int FIRST_FREE_ID = 10;

  /** Of Kryo's own types the only one in use: its strings trust the length they read. */
  private static final int INTEGER = 0;

  /** Deeper than any record of ours nests; garbage ends here instead of in a stack overflow. */
  private static final int MAX_DEPTH = 24;

  KryoTypes(List<KryoCodec.Type> types, Map<Class<?>, KryoRecordSerializer> serializers) {
    super(new KnownTypes(types), null);
    setReferences(false);
    setRegistrationRequired(true);
    setMaxDepth(MAX_DEPTH);
    for (KryoCodec.Type type : types) {
      if (type.id() < FIRST_FREE_ID || getRegistration(type.id()) != null) {
        throw new IllegalArgumentException(
            "type id " + type.id() + " of " + name(type.type()) + " is taken");
      }
      register(new Registration(type.type(), serializers.get(type.type()), type.id()));
    }
  }

  /** {@code AddFlows} rather than {@code io.vantage.network.NetworkCommand$AddFlows}. */
  static String name(Class<?> type) {
    return type.getSimpleName();
  }

  /** Refuses unknown type numbers with the list of known ones, and types that go by name. */
  private static final class KnownTypes extends DefaultClassResolver {
    private final List<KryoCodec.Type> types;

    KnownTypes(List<KryoCodec.Type> types) {
      this.types = types;
    }

    @Override
    public Registration writeClass(Output output, Class type) {
      if (type == null) {
        throw new IllegalArgumentException("null cannot be encoded");
      }
      Registration known = super.writeClass(output, type); // refuses what is not registered
      if (!mayAppear(known.getId())) {
        throw new IllegalArgumentException(name(type) + " has no type number here");
      }
      return known;
    }

    private static boolean mayAppear(int id) {
      return id == INTEGER || id >= FIRST_FREE_ID;
    }

    @Override
    public Registration readClass(Input input) {
      int id = input.readVarInt(true) - 2;
      Registration known = mayAppear(id) ? getRegistration(id) : null;
      if (known == null) {
        throw new IncompatibleUpdateException(
            "type id "
                + id
                + " is not known here; known are "
                + types.stream()
                    .map(type -> type.id() + " " + name(type.type()))
                    .collect(Collectors.joining(", ")));
      }
      return known;
    }
  }
}
