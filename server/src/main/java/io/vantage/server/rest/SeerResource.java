package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.network.NetworkCommand;
import io.vantage.network.Receipt;
import io.vantage.seer.elector.SeerSettings;
import io.vantage.seer.elector.SeerStatus;
import io.vantage.seer.placement.Strategies;
import io.vantage.server.rest.Problem.FieldError;
import io.vantage.server.text.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Where leaders sit and why. Asks the elector, whichever replica is asked. */
final class SeerResource {
  private static final String SUBJECT = "rest/seer";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Backend backend;

  SeerResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    backend.cluster().messaging().handle(SUBJECT, (from, partition) -> here(text(partition)));
    routes.get("/api/v1/seer", RestServer.reading(backend, Set.of(), c -> status()));
    routes.get(
        "/api/v1/seer/partitions/{partition}",
        RestServer.reading(backend, Set.of(), this::explanation));
    routes.put("/api/v1/seer/strategy", this::choose);
  }

  /** Of the elector, or this replica's own if none answers: it then has no decisions. */
  private JsonNode status() {
    try {
      return ofElector("");
    } catch (Problem unreachable) {
      return json(Backend.await(here(""), PATIENCE, "SEER does not answer here"));
    }
  }

  private JsonNode explanation(Context context) {
    PartitionId id = Request.partition(context.pathParam("partition"), backend.cluster());
    if (id.isSystem()) {
      throw Problem.notFound(
          "SEER does not move partition system: its leader is the one who decides");
    }
    JsonNode answer = ofElector(id.name());
    if (answer.isEmpty()) {
      throw Problem.notFound(
          "SEER has decided nothing about "
              + id
              + " yet; strategy "
              + ofElector("").path("strategy").asText()
              + " is in force");
    }
    return answer;
  }

  private JsonNode ofElector(String partition) {
    ReplicaId elector =
        backend
            .cluster()
            .partition(PartitionId.SYSTEM)
            .leadership()
            .leader()
            .orElseThrow(() -> Problem.unavailable("partition system has no known leader"));
    CompletableFuture<byte[]> answer =
        elector.equals(backend.cluster().local())
            ? here(partition)
            : backend
                .cluster()
                .messaging()
                .request(elector, SUBJECT, partition.getBytes(StandardCharsets.UTF_8), PATIENCE)
                .exceptionally(
                    failure -> {
                      throw Problem.unavailable("the elector " + elector + " does not answer");
                    });
    return json(Backend.await(answer, PATIENCE.plusSeconds(1), "the elector does not answer"));
  }

  /** The whole of this replica's status, or one partition of it; {@code {}} if not known. */
  private CompletableFuture<byte[]> here(String partition) {
    return backend
        .seer()
        .status()
        .thenApply(status -> answer(status, partition).toString().getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode answer(SeerStatus status, String partition) {
    ObjectNode node = Request.JSON.createObjectNode();
    if (partition.isEmpty()) {
      SeerJson.write(status, node);
      node.put("configured", backend.view().configuration().get(SeerSettings.STRATEGY_KEY));
      names().forEach(node.putArray("strategies")::add);
    } else {
      Optional.ofNullable(status.partitions().get(new PartitionId(partition)))
          .ifPresent(explanation -> SeerJson.write(explanation, status.nowMillis(), node));
    }
    return node;
  }

  private void choose(Context context) {
    Request.allowQuery(context, Set.of());
    List<FieldError> errors = new ArrayList<>();
    JsonInput input = JsonInput.of(Request.body(context), "", Set.of("strategy"), errors);
    input.required("strategy", "names the strategy that shall decide");
    String strategy = input.text("strategy").orElse("");
    if (errors.isEmpty() && !names().contains(strategy)) {
      input.reject(
          "strategy",
          "must be one of "
              + String.join(", ", names())
              + Nearest.to(strategy, Set.copyOf(names()))
                  .map(near -> "; did you mean " + near + "?")
                  .orElse(""));
    }
    JsonInput.check(errors);
    Receipt receipt =
        backend.commit(new NetworkCommand.SetConfiguration(SeerSettings.STRATEGY_KEY, strategy));
    ObjectNode node = RestServer.receipt(receipt);
    node.put("strategy", strategy);
    HttpServer.answer(context, node);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(Strategies.names());
    names.add(SeerSettings.OFF);
    return names;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return Request.JSON.readTree(bytes);
    } catch (IOException e) {
      throw Problem.unavailable("the elector's answer is not understood here");
    }
  }
}
