package io.vantage.cluster.atomix;

import io.atomix.primitive.PrimitiveBuilder;
import io.atomix.primitive.PrimitiveManagementService;
import io.atomix.primitive.PrimitiveType;
import io.atomix.primitive.PrimitiveTypeRegistry;
import io.atomix.primitive.config.PrimitiveConfig;
import io.atomix.primitive.service.PrimitiveService;
import io.atomix.primitive.service.ServiceConfig;
import io.atomix.utils.serializer.Namespace;
import io.atomix.utils.serializer.Namespaces;
import io.atomix.utils.serializer.Serializer;
import java.util.Collection;
import java.util.List;

/** Tells the engine of a partition how to get the one service it runs. Immutable. */
@SuppressWarnings("rawtypes") // so declared by the engine
final class ServiceType implements PrimitiveType, PrimitiveTypeRegistry {
  static final String NAME = "vantage";
  static final Serializer SERIALIZER =
      Serializer.using(
          Namespace.builder().register(Namespaces.BASIC).register(ServiceConfig.class).build());

  private final PrimitiveService service;

  ServiceType(PrimitiveService service) {
    this.service = service;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PrimitiveService newService(ServiceConfig config) {
    return service;
  }

  @Override
  public PrimitiveConfig newConfig() {
    throw new UnsupportedOperationException("the service is not configured through the engine");
  }

  @Override
  public PrimitiveBuilder newBuilder(
      String name, PrimitiveConfig config, PrimitiveManagementService management) {
    throw new UnsupportedOperationException("the service has no client in the engine's sense");
  }

  @Override
  public Collection<PrimitiveType> getPrimitiveTypes() {
    return List.of(this);
  }

  @Override
  public PrimitiveType getPrimitiveType(String name) {
    return this;
  }
}
