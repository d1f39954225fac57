package io.vantage.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import io.vantage.server.rest.Problem.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Replicas, partitions and their leaders. */
final class ClusterResource {
  private static final int MAX_TRANSFER_MILLIS = 60_000;

  private final Backend backend;

  ClusterResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    routes.get("/health", this::health);
    routes.get("/api/v1/health", this::health);
    routes.get("/api/v1/cluster", RestServer.reading(backend, Set.of(), c -> cluster()));
    routes.get(
        "/api/v1/replicas",
        RestServer.reading(backend, Set.of(), c -> RestServer.list("replicas", replicas())));
    routes.get(
        "/api/v1/partitions",
        RestServer.reading(backend, Set.of(), c -> RestServer.list("partitions", partitions())));
    routes.get(
        "/api/v1/partitions/{partition}",
        RestServer.reading(
            backend,
            Set.of(),
            context -> {
              PartitionId id = Request.partition(context.pathParam("partition"), backend.cluster());
              return write(backend.cluster().partition(id), switchCounts(), object());
            }));
    routes.post("/api/v1/partitions/{partition}/leader", this::transfer);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void health(Context context) {
    Health health = backend.health().get();
    ObjectNode node = object();
    node.put("ready", health.ready());
    node.put("replica", backend.cluster().local().name());
    health.reasons().forEach(node.putArray("reasons")::add);
    context.status(health.ready() ? 200 : 503);
    HttpServer.answer(context, node);
  }

  private ObjectNode cluster() {
    ObjectNode node = object();
    Health health = backend.health().get();
    node.put("replica", backend.cluster().local().name());
    node.put("ready", health.ready());
    health.reasons().forEach(node.putArray("reasons")::add);
    node.set("replicas", replicas());
    node.set("partitions", partitions());
    return node;
  }

  private ArrayNode replicas() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Replica member : backend.cluster().members()) {
      ObjectNode node = array.addObject();
      node.put("id", member.id().name());
      node.put("host", member.host());
      node.put("port", member.port());
      node.put("local", member.id().equals(backend.cluster().local()));
      ArrayNode leads = node.putArray("leads");
      for (PartitionLog log : backend.cluster().partitions().values()) {
        if (log.leadership().isLedBy(member.id())) {
          leads.add(log.id().name());
        }
      }
    }
    return array;
  }

  private ArrayNode partitions() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Map<PartitionId, Long> switches = switchCounts();
    backend.cluster().partitions().values().forEach(log -> write(log, switches, array.addObject()));
    return array;
  }

  private Map<PartitionId, Long> switchCounts() {
    return backend.view().assignments().values().stream()
        .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
  }

  private static ObjectNode write(
      PartitionLog log, Map<PartitionId, Long> switches, ObjectNode into) {
    Leadership leadership = log.leadership();
    into.put("id", log.id().name());
    into.put("leader", leadership.leader().map(ReplicaId::name).orElse(null));
    into.put("term", leadership.term());
    into.put("appliedIndex", log.appliedIndex());
    into.put("switches", switches.getOrDefault(log.id(), 0L));
    return into;
  }

  private void transfer(Context context) {
    Request.allowQuery(context, Set.of());
    PartitionId id = Request.partition(context.pathParam("partition"), backend.cluster());
    List<FieldError> errors = new ArrayList<>();
    JsonInput input =
        JsonInput.of(Request.body(context), "", Set.of("replica", "timeoutMs"), errors);
    input.required("replica", "names the replica that shall lead");
    String target = input.text("replica").orElse("");
    int limit =
        input.integer(
            "timeoutMs", 1, MAX_TRANSFER_MILLIS, (int) backend.transferLimit().toMillis());
    JsonInput.check(errors);
    ReplicaId to = Request.replica(target, backend.cluster());
    Duration patience = Duration.ofMillis(limit + 10_000L);
    TransferOutcome outcome =
        Backend.await(
            backend.cluster().partition(id).transfer(to, Duration.ofMillis(limit)),
            patience,
            "the outcome of the transfer is not known yet");
    HttpServer.answer(context, describe(outcome));
  }

  private static ObjectNode describe(TransferOutcome outcome) {
    ObjectNode node = object();
    if (outcome instanceof TransferOutcome.Moved moved) {
      node.put("outcome", "moved");
      node.put("partition", moved.partition().name());
      node.put("from", moved.from().name());
      node.put("to", moved.to().name());
      node.put("term", moved.term());
      node.put("pauseMs", moved.pauseNanos() / 1e6);
    } else if (outcome instanceof TransferOutcome.AlreadyThere there) {
      node.put("outcome", "already-there");
      node.put("partition", there.partition().name());
      node.put("to", there.leader().name());
      node.put("term", there.term());
    } else if (outcome instanceof TransferOutcome.Aborted aborted) {
      String text = JsonInput.word(aborted.reason()) + ": " + aborted.detail();
      throw aborted.reason() == TransferOutcome.Reason.TIMEOUT
          ? Problem.timeout(text)
          : Problem.conflict(text);
    }
    return node;
  }
}
