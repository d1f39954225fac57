package io.vantage.testbed.wan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.server.rest.HttpServer;
import io.vantage.server.rest.JsonInput;
import io.vantage.server.rest.Problem;
import io.vantage.server.rest.Problem.FieldError;
import io.vantage.server.rest.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /api/v1/wan}: shows and changes the delays and faults of the emulated network. */
final class WanResource {
  static final double MOST_MILLIS = 10_000;
  private static final double MOST_MEGABITS = 1e6;

  private final WanEmulator emulator;
  private final Wan wan;

  WanResource(WanEmulator emulator) {
    this.emulator = emulator;
    this.wan = emulator.wan();
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/wan", context -> HttpServer.answer(context, status()));
    routes.put("/api/v1/wan/ends/{end}", this::putEnd);
    routes.put("/api/v1/wan/paths/{a}/{b}", this::putPath);
    routes.delete("/api/v1/wan/disturbances", this::reset);
  }

  private void putEnd(Context context) {
    int end = end(context.pathParam("end"));
    List<FieldError> errors = new ArrayList<>();
    JsonInput input = JsonInput.of(Request.body(context), "", Set.of("extraMs", "cut"), errors);
    var extra = input.optionalNumber("extraMs", 0, MOST_MILLIS);
    var cut = input.optionalFlag("cut");
    if (extra.isPresent() && !wan.isReplica(end)) {
      input.reject("extraMs", "is added at replicas only; name a path for a switch");
    }
    JsonInput.check(errors);
    extra.ifPresent(millis -> wan.delay(end, millis));
    cut.ifPresent(now -> wan.cut(end, now));
    HttpServer.answer(context, status());
  }

  private void putPath(Context context) {
    int a = end(context.pathParam("a"));
    int b = end(context.pathParam("b"));
    List<FieldError> errors = new ArrayList<>();
    JsonInput input =
        JsonInput.of(Request.body(context), "", Set.of("extraMs", "cut", "mbps"), errors);
    Wan.Disturbance before = wan.disturbance(a, b);
    Wan.Disturbance wanted =
        new Wan.Disturbance(
            input.optionalNumber("extraMs", 0, MOST_MILLIS).orElse(before.extraMillis()),
            input.optionalFlag("cut").orElse(before.cut()),
            input.optionalNumber("mbps", 0, MOST_MEGABITS).orElse(before.megabitsPerSecond()));
    JsonInput.check(errors);
    try {
      wan.disturb(a, b, wanted);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("path", String.valueOf(e.getMessage()));
    }
    HttpServer.answer(context, status());
  }

  private void reset(Context context) {
    wan.reset();
    HttpServer.answer(context, status());
  }

  private int end(String name) {
    try {
      return wan.end(name);
    } catch (IllegalArgumentException e) {
      throw Problem.notFound(String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode status() {
    int replicas = wan.geography().replicas().size();
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("topology", emulator.topology());
    ArrayNode list = status.putArray("replicas");
    ArrayNode paths = status.putArray("paths");
    for (int r = 0; r < replicas; r++) {
      list.addObject()
          .put("id", wan.name(r))
          .put("place", emulator.place(r))
          .put("extraMs", wan.extraMillis(r));
      for (int other = r + 1; other < replicas; other++) {
        path(paths, r, other);
      }
    }
    for (int[] pair : wan.disturbed()) {
      if (!wan.isReplica(pair[1])) {
        path(paths, pair[0], pair[1]);
      }
    }
    ArrayNode switches = status.putArray("switches");
    for (int device = replicas; device < wan.ends(); device++) {
      ObjectNode one = switches.addObject();
      one.put("id", wan.name(device)).put("place", emulator.placeOfSwitch(device - replicas));
      ArrayNode rtts = one.putArray("rttsMs");
      for (int r = 0; r < replicas; r++) {
        rtts.add(rttMillis(device, r));
      }
    }
    return status;
  }

  private void path(ArrayNode paths, int a, int b) {
    Wan.Disturbance disturbance = wan.disturbance(a, b);
    paths
        .addObject()
        .put("a", wan.name(a))
        .put("b", wan.name(b))
        .put("baseMs", rounded(wan.baseMillis(a, b)))
        .put("toBMs", rounded(wan.conditions(a, b).delayNanos() / 1e6))
        .put("toAMs", rounded(wan.conditions(b, a).delayNanos() / 1e6))
        .put("rttMs", rttMillis(a, b))
        .put("cut", disturbance.cut())
        .put("mbps", disturbance.megabitsPerSecond());
  }

  private double rttMillis(int a, int b) {
    return rounded((wan.conditions(a, b).delayNanos() + wan.conditions(b, a).delayNanos()) / 1e6);
  }

  private static double rounded(double millis) {
    return Math.round(millis * 1000) / 1000.0;
  }
}
