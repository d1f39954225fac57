package io.vantage.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.network.DeviceMoves;
import io.vantage.network.MoveOutcome;
import io.vantage.server.rest.Problem.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Moves switches between partitions. */
final class MoveResource {
  private static final int DEFAULT_MILLIS = 15_000;
  private static final int MAX_MILLIS = 120_000;

  private final Backend backend;
  private final DeviceMoves moves;

  MoveResource(Backend backend) {
    this.backend = backend;
    this.moves = new DeviceMoves(backend.network());
  }

  void register(RoutesConfig routes) {
    routes.put("/api/v1/devices/{device}/partition", this::move);
  }

  private void move(Context context) {
    Request.allowQuery(context, Set.of());
    DatapathId device = Request.device(context, backend.view());
    List<FieldError> errors = new ArrayList<>();
    JsonInput input =
        JsonInput.of(Request.body(context), "", Set.of("partition", "timeoutMs"), errors);
    input.required("partition", "names the partition that shall own the switch");
    String target = input.text("partition").orElse("");
    int limit = input.integer("timeoutMs", 1, MAX_MILLIS, DEFAULT_MILLIS);
    JsonInput.check(errors);
    PartitionId to = Request.partition(target, backend.cluster());
    Duration deadline = Duration.ofMillis(limit);
    MoveOutcome outcome =
        Backend.await(
            moves.move(device, to, deadline),
            deadline.plusSeconds(1),
            "the move is not over yet; it goes on");
    HttpServer.answer(context, describe(outcome));
  }

  private static ObjectNode describe(MoveOutcome outcome) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (outcome instanceof MoveOutcome.Moved moved) {
      node.put("outcome", "moved");
      node.put("device", moved.device().toString());
      node.put("from", moved.from().name());
      node.put("to", moved.to().name());
      node.put("pauseMs", moved.pauseNanos() / 1e6);
    } else if (outcome instanceof MoveOutcome.AlreadyThere there) {
      node.put("outcome", "already-there");
      node.put("device", there.device().toString());
      node.put("to", there.partition().name());
    } else if (outcome instanceof MoveOutcome.Aborted aborted) {
      throw Problem.conflict(
          "switch "
              + aborted.device()
              + " stays in partition "
              + aborted.partition()
              + ": "
              + aborted.reason());
    }
    return node;
  }
}
