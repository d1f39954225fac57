package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.model.DatapathId;
import io.vantage.model.Meter;
import io.vantage.network.NetworkCommand.PutMeter;
import io.vantage.network.NetworkCommand.RemoveMeter;
import io.vantage.server.rest.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Meters of switches. */
final class MeterResource {
  private static final long MAX_RATE = 0xffff_ffffL;

  private final Backend backend;

  MeterResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/meters", RestServer.reading(backend, Set.of(), c -> all()));
    String ofDevice = "/api/v1/devices/{device}/meters";
    routes.get(ofDevice, RestServer.reading(backend, Set.of(), this::ofDevice));
    routes.put(ofDevice + "/{meter}", this::put);
    routes.delete(ofDevice + "/{meter}", this::remove);
  }

  private JsonNode all() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (DatapathId device : backend.view().topology().devices().keySet()) {
      backend.view().meters(device).forEach(m -> NetworkJson.write(m, array.addObject()));
    }
    return RestServer.list("meters", array);
  }

  private JsonNode ofDevice(Context context) {
    DatapathId device = Request.device(context, backend.view());
    return RestServer.list(
        "meters", NetworkResource.array(backend.view().meters(device), NetworkJson::write));
  }

  private static int id(Context context) {
    return Request.number("meter", context.pathParam("meter"), 1, Integer.MAX_VALUE);
  }

  private void put(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId device = Request.device(context, backend.view());
    int id = id(context);
    List<FieldError> errors = new ArrayList<>();
    JsonInput input =
        JsonInput.of(Request.body(context), "", Set.of("unit", "rate", "burst", "owner"), errors);
    Meter.Unit unit = input.choice("unit", Meter.Unit.class);
    input.required("rate", "is the limit in the given unit");
    long rate = input.optionalLong("rate", 1, MAX_RATE).orElse(1L);
    long burst = input.optionalLong("burst", 0, MAX_RATE).orElse(0L);
    String owner = RuleJson.owner(input);
    JsonInput.check(errors);
    Meter meter = new Meter(device, id, unit, rate, burst, owner);
    HttpServer.answer(context, RestServer.receipt(backend.commit(new PutMeter(meter))));
  }

  private void remove(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId device = Request.device(context, backend.view());
    int id = id(context);
    List<Integer> known =
        backend.view().meters(device).stream().map(entry -> entry.meter().id()).toList();
    if (!known.contains(id)) {
      throw Problem.notFound(
          "switch "
              + device
              + " has no meter "
              + id
              + "; "
              + Request.listed(known, Integer::toUnsignedString));
    }
    HttpServer.answer(context, RestServer.receipt(backend.commit(new RemoveMeter(device, id))));
  }
}
