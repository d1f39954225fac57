package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.network.NetworkCommands;
import io.vantage.network.Receipt;
import io.vantage.server.text.MatchText;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Flow rules: the desired ones, with what became of them on their switches. */
final class FlowResource {
  private static final int MAX_RULES = 10_000;
  private static final Duration CONFIRMATION = Duration.ofSeconds(10);

  private final Backend backend;

  FlowResource(Backend backend) {
    this.backend = backend;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/flows", RestServer.reading(backend, Set.of("state"), this::all));
    routes.post("/api/v1/flows", this::addToMany);
    String ofDevice = "/api/v1/devices/{device}/flows";
    routes.get(ofDevice, RestServer.reading(backend, Set.of("state"), this::ofDevice));
    routes.post(ofDevice, this::add);
    routes.delete(ofDevice, this::remove);
  }

  private JsonNode all(Context context) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Set<DatapathId> devices = new TreeSet<>(backend.view().assignments().keySet());
    devices.addAll(backend.view().topology().devices().keySet());
    devices.forEach(device -> write(device, state(context), array));
    return RestServer.list("flows", array);
  }

  private JsonNode ofDevice(Context context) {
    DatapathId device = Request.device(context, backend.view());
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    write(device, state(context), array);
    return RestServer.list("flows", array);
  }

  private static Optional<FlowState> state(Context context) {
    return Optional.ofNullable(context.queryParam("state"))
        .map(
            text -> {
              try {
                return FlowState.valueOf(text.toUpperCase(Locale.ROOT));
              } catch (IllegalArgumentException e) {
                throw Problem.badRequest(
                    "state", "must be one of " + List.of(FlowState.values()) + ", is " + text);
              }
            });
  }

  private void write(DatapathId device, Optional<FlowState> state, ArrayNode into) {
    Map<FlowKey, FlowCounters.Count> counts = backend.counters().counts(device);
    for (FlowEntry entry : backend.view().flows(device)) {
      if (state.isEmpty() || state.get() == entry.state()) {
        Optional<FlowCounters.Count> count = Optional.ofNullable(counts.get(entry.rule().key()));
        RuleJson.write(entry, count, into.addObject());
      }
    }
  }

  private void add(Context context) {
    Request.allowQuery(context, Set.of("wait", "timeoutMs"));
    DatapathId device = Request.device(context, backend.view());
    boolean wait = waitsForConfirmation(context);
    if (!wait && context.queryParam("timeoutMs") != null) {
      throw Problem.badRequest("timeoutMs", "has a meaning only with wait=ADDED");
    }
    Duration patience = Request.timeout(context, CONFIRMATION);
    List<FlowRule> rules = RuleJson.readRules(device, Request.body(context), MAX_RULES);
    List<Receipt> receipts = backend.commitAll(NetworkCommands.addFlows(rules));
    Receipt last = receipts.get(receipts.size() - 1);
    ObjectNode answer = RestServer.receipt(last);
    answer.put("rules", rules.size());
    if (wait) {
      confirm(rules.stream().map(FlowRule::key).toList(), last, patience);
      answer.put("state", FlowState.ADDED.name());
    }
    HttpServer.answer(context, answer);
  }

  /** Rules of several switches, as of a path. */
  private void addToMany(Context context) {
    Request.allowQuery(context, Set.of());
    List<FlowRule> rules =
        RuleJson.readRules(
            Request.body(context), MAX_RULES, id -> Request.isKnown(id, backend.view()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("rules", rules.size());
    ArrayNode commits = answer.putArray("commits");
    newest(backend.commitAll(NetworkCommands.addFlows(rules)))
        .forEach(receipt -> commits.add(RestServer.receipt(receipt)));
    HttpServer.answer(context, answer);
  }

  /** The last commit in every partition. */
  private static Collection<Receipt> newest(List<Receipt> receipts) {
    Map<PartitionId, Receipt> newest = new TreeMap<>();
    for (Receipt receipt : receipts) {
      newest.merge(receipt.partition(), receipt, (a, b) -> a.index() > b.index() ? a : b);
    }
    return newest.values();
  }

  private static boolean waitsForConfirmation(Context context) {
    String wait = Optional.ofNullable(context.queryParam("wait")).orElse("");
    if (!wait.isEmpty() && !wait.equalsIgnoreCase("ADDED")) {
      throw Problem.badRequest("wait", "must be ADDED, is " + wait);
    }
    return !wait.isEmpty();
  }

  private void confirm(Collection<FlowKey> keys, Receipt last, Duration patience) {
    String late =
        "committed as %s:%d, but not confirmed by switch %s within %d ms"
            .formatted(
                last.partition(),
                last.index(),
                keys.iterator().next().device(),
                patience.toMillis());
    Backend.await(backend.network().await(last, patience), patience, late);
    Optional<FlowEntry> refused =
        Backend.await(
            new FlowWatch(backend.view()).added(keys, patience), patience.plusSeconds(1), late);
    refused.ifPresent(
        entry -> {
          FlowRule rule = entry.rule();
          throw Problem.conflict(
              "switch "
                  + rule.device()
                  + " refused the rule with priority "
                  + rule.priority()
                  + " and match '"
                  + MatchText.text(rule.match())
                  + "': "
                  + entry.reason());
        });
  }

  private void remove(Context context) {
    Request.allowQuery(context, Set.of("table", "priority", "match"));
    DatapathId device = Request.device(context, backend.view());
    List<FlowKey> keys =
        context.queryParam("priority") == null && context.queryParam("match") == null
            ? RuleJson.readKeys(device, Request.body(context), MAX_RULES)
            : List.of(keyOfQuery(context, device));
    for (FlowKey key : keys) {
      if (backend.view().flow(key).isEmpty()) {
        throw Problem.notFound(
            "switch %s has no rule with table %d, priority %d and match '%s'"
                .formatted(device, key.table(), key.priority(), MatchText.text(key.match())));
      }
    }
    List<Receipt> receipts = backend.commitAll(NetworkCommands.removeFlows(keys));
    ObjectNode answer = RestServer.receipt(receipts.get(receipts.size() - 1));
    answer.put("rules", keys.size());
    HttpServer.answer(context, answer);
  }

  private static FlowKey keyOfQuery(Context context, DatapathId device) {
    String table = Optional.ofNullable(context.queryParam("table")).orElse("0");
    String priority = Optional.ofNullable(context.queryParam("priority")).orElse("");
    String match = Optional.ofNullable(context.queryParam("match")).orElse("");
    try {
      return new FlowKey(
          device,
          Request.number("table", table, 0, 254),
          Request.number("priority", priority, 0, 0xffff),
          MatchText.parse(match));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("match", String.valueOf(e.getMessage()));
    }
  }
}
