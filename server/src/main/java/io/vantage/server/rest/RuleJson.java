package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Match;
import io.vantage.server.rest.Problem.FieldError;
import io.vantage.server.text.ActionText;
import io.vantage.server.text.MatchText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Flow rules in JSON: what is written can be read back. */
final class RuleJson {
  private static final String DEFAULT_OWNER = "rest";
  private static final long COOKIE_BITS = 0xffff_ffff_ffffL;

  /** Upper 16 bits of the cookie of every replicated rule on a switch. */
  private static final long COOKIE_TAG = 0x5641L << 48;

  private static final Set<String> KEY_FIELDS = Set.of("table", "priority", "match");

  /** Those of a rule, and those that an answer has besides; the latter are not read. */
  private static final Set<String> FIELDS =
      Set.of(
          "table",
          "priority",
          "match",
          "actions",
          "gotoTable",
          "meter",
          "cookie",
          "idleTimeoutSeconds",
          "hardTimeoutSeconds",
          "owner",
          "device",
          "state",
          "reason",
          "revision",
          "packets",
          "bytes");

  private RuleJson() {}

  static void write(FlowEntry entry, Optional<FlowCounters.Count> count, ObjectNode into) {
    FlowRule rule = entry.rule();
    into.put("device", rule.device().toString());
    into.put("table", rule.table());
    into.put("priority", rule.priority());
    ObjectNode match = into.putObject("match");
    MatchText.values(rule.match()).forEach((name, value) -> putValue(match, name, value));
    write(rule.actions(), into.putArray("actions"));
    rule.gotoTable().ifPresent(table -> into.put("gotoTable", table));
    rule.meter().ifPresent(meter -> into.put("meter", Integer.toUnsignedLong(meter)));
    into.put("state", entry.state().name());
    into.put("reason", entry.reason());
    into.put("cookie", "0x" + Long.toHexString(COOKIE_TAG | rule.cookie() & COOKIE_BITS));
    into.put("idleTimeoutSeconds", rule.idleTimeoutSeconds());
    into.put("hardTimeoutSeconds", rule.hardTimeoutSeconds());
    into.put("owner", rule.owner());
    into.put("revision", entry.revision());
    count.ifPresent(c -> into.put("packets", c.packets()).put("bytes", c.bytes()));
  }

  static void write(List<Action> actions, ArrayNode into) {
    actions.forEach(action -> into.add(ActionText.text(action)));
  }

  /** Numbers as numbers, all else as text. */
  private static void putValue(ObjectNode match, String name, String value) {
    boolean number = value.length() < 10 && value.chars().allMatch(Character::isDigit);
    if (number) {
      match.put(name, Integer.parseInt(value));
    } else {
      match.put(name, value);
    }
  }

  /** Reads one rule or a list of them; ends the request if anything is wrong. */
  static List<FlowRule> readRules(DatapathId device, JsonNode body, int limit) {
    List<FlowRule> rules = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    each(body, limit, errors)
        .forEach((path, node) -> readRule(device, node, path, errors).ifPresent(rules::add));
    JsonInput.check(errors);
    return rules;
  }

  /** The same for rules of several switches; each names its own in {@code device}. */
  static List<FlowRule> readRules(JsonNode body, int limit, Predicate<DatapathId> isKnown) {
    List<FlowRule> rules = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    each(body, limit, errors)
        .forEach(
            (path, node) ->
                device(node, path, isKnown, errors)
                    .flatMap(device -> readRule(device, node, path, errors))
                    .ifPresent(rules::add));
    JsonInput.check(errors);
    return rules;
  }

  private static Optional<DatapathId> device(
      JsonNode node, String path, Predicate<DatapathId> isKnown, List<FieldError> errors) {
    JsonInput input = JsonInput.of(node, path, FIELDS, errors);
    int before = errors.size();
    input.required("device", "names the switch of the rule");
    DatapathId device =
        input.parsed("device", new DatapathId(0), value -> DatapathId.parse(value.asText()));
    if (errors.size() == before && !isKnown.test(device)) {
      input.reject("device", "there is no switch " + device);
    }
    return errors.size() == before ? Optional.of(device) : Optional.empty();
  }

  /** Reads what identifies a rule, or a list of them. */
  static List<FlowKey> readKeys(DatapathId device, JsonNode body, int limit) {
    List<FlowKey> keys = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    each(body, limit, errors)
        .forEach(
            (path, node) -> {
              JsonInput input = JsonInput.of(node, path, KEY_FIELDS, errors);
              input.required("priority", "tells which rule is meant");
              keys.add(
                  new FlowKey(
                      device,
                      input.integer("table", 0, 254, 0),
                      input.integer("priority", 0, 0xffff, 0),
                      match(input)));
            });
    JsonInput.check(errors);
    return keys;
  }

  private static Map<String, JsonNode> each(JsonNode body, int limit, List<FieldError> errors) {
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    if (!body.isArray()) {
      nodes.put("", body);
    } else if (body.isEmpty() || body.size() > limit) {
      errors.add(
          new FieldError("body", "must list 1 to " + limit + " rules, lists " + body.size()));
    } else {
      for (int i = 0; i < body.size(); i++) {
        nodes.put("[" + i + "]", body.get(i));
      }
    }
    return nodes;
  }

  private static boolean isSame(DatapathId device, String name) {
    try {
      return DatapathId.parse(name).equals(device);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<FlowRule> readRule(
      DatapathId device, JsonNode node, String path, List<FieldError> errors) {
    int before = errors.size();
    JsonInput input = JsonInput.of(node, path, FIELDS, errors);
    FlowRule.Builder rule =
        FlowRule.on(device)
            .table(input.integer("table", 0, 254, 0))
            .priority(input.integer("priority", 0, 0xffff, 100))
            .match(match(input))
            .actions(actions(input))
            .cookie(input.parsed("cookie", 0L, RuleJson::cookie))
            .idleTimeoutSeconds(input.integer("idleTimeoutSeconds", 0, 0xffff, 0))
            .hardTimeoutSeconds(input.integer("hardTimeoutSeconds", 0, 0xffff, 0))
            .owner(owner(input));
    OptionalInt gotoTable = input.optionalInteger("gotoTable", 1, 254);
    gotoTable.ifPresent(rule::gotoTable);
    input.optionalInteger("meter", 1, Integer.MAX_VALUE).ifPresent(rule::meter);
    input
        .text("device")
        .filter(name -> !isSame(device, name))
        .ifPresent(name -> input.reject("device", "must be " + device + " as in the path"));
    if (errors.size() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(rule.build());
    } catch (IllegalArgumentException e) {
      input.reject("gotoTable", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Owner names end up in every replica's memory and in log entries. */
  static String owner(JsonInput input) {
    String owner = input.text("owner").orElse(DEFAULT_OWNER);
    if (owner.length() > 64) {
      input.reject("owner", "must have at most 64 characters");
    }
    return owner;
  }

  private static Match match(JsonInput input) {
    return input.parsed("match", Match.ANY, RuleJson::match);
  }

  private static Match match(JsonNode node) {
    if (node.isTextual()) {
      return MatchText.parse(node.asText());
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "must be an object of fields or a text, is " + JsonInput.kind(node));
    }
    Map<String, String> values = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isTextual() && !field.getValue().isIntegralNumber()) {
                throw new IllegalArgumentException(
                    field.getKey()
                        + ": must be a text or a whole number, is "
                        + JsonInput.kind(field.getValue()));
              }
              values.put(field.getKey(), field.getValue().asText());
            });
    return MatchText.of(values);
  }

  static List<Action> actions(JsonInput input) {
    input.required("actions", "must list actions, or none to drop packets");
    return input.parsed("actions", List.of(), RuleJson::actions);
  }

  private static List<Action> actions(JsonNode node) {
    if (node.isTextual()) {
      return ActionText.parseList(node.asText());
    }
    if (!node.isArray()) {
      throw new IllegalArgumentException("must be a list of texts, is " + JsonInput.kind(node));
    }
    List<Action> actions = new ArrayList<>();
    for (JsonNode each : node) {
      if (!each.isTextual()) {
        throw new IllegalArgumentException("must be a list of texts, has " + JsonInput.kind(each));
      }
      actions.add(ActionText.parse(each.asText()));
    }
    return actions;
  }

  private static long cookie(JsonNode node) {
    String rule = "must be a number of 48 bits, as 0x1f or 31";
    long value;
    try {
      String text = node.asText();
      value =
          text.startsWith("0x")
              ? Long.parseUnsignedLong(text.substring(2), 16)
              : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule, e);
    }
    if ((value & ~COOKIE_BITS) == COOKIE_TAG) {
      return value & COOKIE_BITS;
    }
    if ((value & ~COOKIE_BITS) != 0) {
      throw new IllegalArgumentException(rule);
    }
    return value;
  }
}
