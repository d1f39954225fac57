package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.OpenFlowVersion;
import org.opendaylight.openflowjava.protocol.api.keys.MessageCodeKey;
import org.opendaylight.openflowjava.protocol.api.util.EncodeConstants;
import org.opendaylight.openflowjava.protocol.impl.deserialization.DeserializationFactory;
import org.opendaylight.openflowjava.protocol.impl.deserialization.DeserializerRegistryImpl;
import org.opendaylight.openflowjava.protocol.impl.serialization.SerializationFactory;
import org.opendaylight.openflowjava.protocol.impl.serialization.SerializerRegistryImpl;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.grouping.Match;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.OfHeader;
import org.opendaylight.yangtools.yang.binding.DataObject;
import org.opendaylight.yangtools.yang.common.Uint8;

/**
 * OpenFlowJava as a codec. Its registries are plain maps: filled once, before this class is visible
 * to any thread, and only read afterwards.
 */
final class Library {
  private static final Uint8 V10 = Uint8.ONE;
  private static final Uint8 V13 = Uint8.valueOf(4);

  private static final SerializationFactory SERIALIZATION = new SerializationFactory(serializers());
  private static final DeserializationFactory DESERIALIZATION =
      new DeserializationFactory(deserializers());

  private Library() {}

  private static SerializerRegistryImpl serializers() {
    SerializerRegistryImpl registry = new SerializerRegistryImpl();
    registry.init();
    return registry;
  }

  private static DeserializerRegistryImpl deserializers() {
    DeserializerRegistryImpl registry = new DeserializerRegistryImpl();
    registry.init();
    registry.registerDeserializer(
        new MessageCodeKey(V13, EncodeConstants.EMPTY_VALUE, Match.class),
        new TolerantMatchDeserializer());
    return registry;
  }

  static Uint8 number(OpenFlowVersion version) {
    return version == OpenFlowVersion.OF_1_0 ? V10 : V13;
  }

  static OpenFlowVersion version(Uint8 number) {
    return number.equals(V10) ? OpenFlowVersion.OF_1_0 : OpenFlowVersion.OF_1_3;
  }

  static <T extends OfHeader & DataObject> void write(T message, ByteBuf out) {
    // The library computes lengths from index 0, so it gets a view that starts there.
    ByteBuf own = out.alloc().heapBuffer(128);
    try {
      SERIALIZATION.messageToBuffer(message.getVersion(), own, message);
      out.writeBytes(own);
    } finally {
      own.release();
    }
  }

  /**
   * @throws RuntimeException if the frame is malformed or not a {@code type}
   */
  static <T extends DataObject> T read(ByteBuf frame, Class<T> type) {
    ByteBuf in = frame.slice();
    DataObject message = DESERIALIZATION.deserialize(in, Uint8.valueOf(in.readUnsignedByte()));
    return type.cast(message);
  }
}
