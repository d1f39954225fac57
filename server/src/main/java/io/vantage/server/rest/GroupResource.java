package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.model.DatapathId;
import io.vantage.model.Group;
import io.vantage.model.PortNumbers;
import io.vantage.network.NetworkCommand.PutGroup;
import io.vantage.network.NetworkCommand.RemoveGroup;
import io.vantage.server.rest.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Groups of switches. */
final class GroupResource {
  private static final int MAX_BUCKETS = 256;

  private final Backend backend;

  GroupResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/groups", RestServer.reading(backend, Set.of(), c -> all()));
    String ofDevice = "/api/v1/devices/{device}/groups";
    routes.get(ofDevice, RestServer.reading(backend, Set.of(), this::ofDevice));
    routes.put(ofDevice + "/{group}", this::put);
    routes.delete(ofDevice + "/{group}", this::remove);
  }

  private JsonNode all() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (DatapathId device : backend.view().topology().devices().keySet()) {
      backend.view().groups(device).forEach(g -> NetworkJson.write(g, array.addObject()));
    }
    return RestServer.list("groups", array);
  }

  private JsonNode ofDevice(Context context) {
    DatapathId device = Request.device(context, backend.view());
    return RestServer.list(
        "groups", NetworkResource.array(backend.view().groups(device), NetworkJson::write));
  }

  private static int id(Context context) {
    return Request.number("group", context.pathParam("group"), 0, Integer.MAX_VALUE);
  }

  private void put(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId device = Request.device(context, backend.view());
    int id = id(context);
    List<FieldError> errors = new ArrayList<>();
    JsonInput input =
        JsonInput.of(Request.body(context), "", Set.of("type", "buckets", "owner"), errors);
    Group.Type type = input.choice("type", Group.Type.class);
    List<Group.Bucket> buckets = new ArrayList<>();
    List<JsonNode> items = input.items("buckets", 0, MAX_BUCKETS);
    for (int i = 0; i < items.size(); i++) {
      buckets.add(bucket(items.get(i), "buckets[" + i + "]", errors));
    }
    String owner = RuleJson.owner(input);
    JsonInput.check(errors);
    Group group = new Group(device, id, type, buckets, owner);
    HttpServer.answer(context, RestServer.receipt(backend.commit(new PutGroup(group))));
  }

  private static Group.Bucket bucket(JsonNode node, String path, List<FieldError> errors) {
    JsonInput input = JsonInput.of(node, path, Set.of("weight", "watchPort", "actions"), errors);
    return new Group.Bucket(
        input.integer("weight", 0, 0xffff, 0),
        input.parsed("watchPort", PortNumbers.ANY, port -> PortNumbers.parse(port.asText())),
        RuleJson.actions(input));
  }

  private void remove(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId device = Request.device(context, backend.view());
    int id = id(context);
    List<Integer> known =
        backend.view().groups(device).stream().map(entry -> entry.group().id()).toList();
    if (!known.contains(id)) {
      throw Problem.notFound(
          "switch "
              + device
              + " has no group "
              + id
              + "; "
              + Request.listed(known, Integer::toUnsignedString));
    }
    HttpServer.answer(context, RestServer.receipt(backend.commit(new RemoveGroup(device, id))));
  }
}
