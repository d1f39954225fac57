package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Port;
import io.vantage.network.NetworkCommand.RemoveDevice;
import io.vantage.network.Topology;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Switches, ports, links and hosts. */
final class NetworkResource {
  private final Backend backend;

  NetworkResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    get(routes, "devices", c -> RestServer.list("devices", devices()));
    get(routes, "devices/{device}", this::device);
    get(routes, "devices/{device}/ports", this::portsOfDevice);
    list(routes, "ports", () -> array(topology().ports().values(), NetworkJson::write));
    list(routes, "links", () -> array(topology().links(), NetworkJson::write));
    list(routes, "hosts", () -> array(topology().hosts(), NetworkJson::write));
    get(routes, "topology", c -> wholeTopology());
    routes.delete("/api/v1/devices/{device}", this::forget);
  }

  private void get(RoutesConfig routes, String path, RestServer.Reader reader) {
    routes.get("/api/v1/" + path, RestServer.reading(backend, Set.of(), reader));
  }

  private void list(RoutesConfig routes, String name, Supplier<ArrayNode> reader) {
    get(routes, name, context -> RestServer.list(name, reader.get()));
  }

  private Topology topology() {
    return backend.view().topology();
  }

  static <T> ArrayNode array(Collection<T> items, BiConsumer<T, ObjectNode> writer) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> writer.accept(item, array.addObject()));
    return array;
  }

  private ArrayNode devices() {
    Topology topology = topology();
    return array(topology.devices().values(), (device, node) -> write(device, topology, node));
  }

  private JsonNode device(Context context) {
    DatapathId id = Request.device(context, backend.view());
    Topology topology = topology();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Optional.ofNullable(topology.devices().get(id))
        .ifPresentOrElse(
            device -> write(device, topology, node),
            () -> node.put("id", id.toString()).put("connected", false));
    return node;
  }

  private void write(Device device, Topology topology, ObjectNode into) {
    NetworkJson.write(device, into);
    into.put("ports", topology.portsOf(device.id()).size());
    Optional<PartitionId> partition = backend.view().partitionOf(device.id());
    into.put("partition", partition.map(PartitionId::name).orElse(null));
    Optional.ofNullable(backend.view().moves().get(device.id()))
        .ifPresent(move -> into.put("movingTo", move.to().name()));
    into.put("master", partition.flatMap(this::leader).map(ReplicaId::name).orElse(null));
  }

  private Optional<ReplicaId> leader(PartitionId partition) {
    return backend.cluster().partition(partition).leadership().leader();
  }

  private JsonNode portsOfDevice(Context context) {
    DatapathId id = Request.device(context, backend.view());
    Collection<Port> ports = topology().portsOf(id);
    return RestServer.list("ports", array(ports, NetworkJson::write));
  }

  private ObjectNode wholeTopology() {
    Topology topology = topology();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", topology.version());
    node.set(
        "devices",
        array(topology.devices().values(), (device, into) -> write(device, topology, into)));
    node.set("links", array(topology.links(), NetworkJson::write));
    node.set("hosts", array(topology.hosts(), NetworkJson::write));
    return node;
  }

  private void forget(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId id = Request.device(context, backend.view());
    HttpServer.answer(context, RestServer.receipt(backend.commit(new RemoveDevice(id))));
  }
}
