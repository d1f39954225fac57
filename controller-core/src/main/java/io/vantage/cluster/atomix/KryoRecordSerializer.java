package io.vantage.cluster.atomix;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Writes a record as its components in declared order and reads it through the canonical
 * constructor, so that the record's own checks hold for what was read too.
 */
final class KryoRecordSerializer extends Serializer<Object> {
  private final Class<?> type;
  private final String[] names;
  private final MethodHandle[] accessors;
  private final KryoValue[] values;
  private final MethodHandle constructor;

  KryoRecordSerializer(Class<?> type) {
    super(false, true);
    this.type = type;
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type.getName() + " is not a record");
    }
    RecordComponent[] components = type.getRecordComponents();
    names = new String[components.length];
    accessors = new MethodHandle[components.length];
    values = new KryoValue[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      for (int i = 0; i < components.length; i++) {
        names[i] = components[i].getName();
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
        values[i] = KryoValue.of(components[i].getGenericType());
      }
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      constructor =
          lookup
              .unreflectConstructor(type.getDeclaredConstructor(parameters))
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot reach the components of " + type.getName(), e);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object value) {
    for (int i = 0; i < values.length; i++) {
      Object component = component(value, i);
      if (component == null) {
        throw new IllegalArgumentException(KryoTypes.name(type) + "." + names[i] + " is null");
      }
      values[i].write(kryo, output, component);
    }
  }

  private Object component(Object value, int i) {
    try {
      return accessors[i].invokeExact(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("accessor of " + names[i], e);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<Object> ignored) {
    Object[] components = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      components[i] = values[i].read(kryo, input);
    }
    try {
      return constructor.invokeExact(components);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("constructor of " + type.getName(), e);
    }
  }
}
