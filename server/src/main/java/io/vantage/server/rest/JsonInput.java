package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.rest.Problem.FieldError;
import io.vantage.server.text.Nearest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the fields of one JSON object from a request and notes what is wrong with them, so that an
 * answer can name it all. Wrong values read as stand-ins, which nobody uses: {@link #check} ends
 * the request. Not thread-safe.
 */
public final class JsonInput {
  private final JsonNode node;
  private final String path;
  private final List<FieldError> errors;

  private JsonInput(JsonNode node, String path, List<FieldError> errors) {
    this.node = node;
    this.path = path;
    this.errors = errors;
  }

  /** An object that may have these fields and no others. */
  public static JsonInput of(
      JsonNode node, String path, Set<String> known, List<FieldError> errors) {
    JsonInput input = new JsonInput(node, path, errors);
    if (!node.isObject()) {
      String name = path.isEmpty() ? "body" : path;
      errors.add(new FieldError(name, "must be a JSON object, is " + kind(node)));
      return input;
    }
    for (Iterator<String> names = ((ObjectNode) node).fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        String hint =
            Nearest.to(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; known: " + known.stream().sorted().collect(Collectors.joining(", ")));
        input.reject(name, "unknown field" + hint);
      }
    }
    return input;
  }

  /** Ends the request if anything was wrong. */
  public static void check(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Problem.badRequest(errors);
    }
  }

  List<FieldError> errors() {
    return errors;
  }

  public void reject(String name, String rule) {
    errors.add(new FieldError(pathOf(name), rule));
  }

  String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The value, if there is one and it is not null. */
  public Optional<JsonNode> value(String name) {
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  JsonNode required(String name, String rule) {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty() && node.isObject()) {
      reject(name, "is missing; it " + rule);
    }
    return value.orElseGet(com.fasterxml.jackson.databind.node.MissingNode::getInstance);
  }

  Optional<String> text(String name) {
    Optional<JsonNode> value = value(name);
    if (value.isPresent() && !value.get().isTextual()) {
      reject(name, "must be a text, is " + kind(value.get()));
      return Optional.empty();
    }
    return value.map(JsonNode::asText);
  }

  int integer(String name, int min, int max, int byDefault) {
    return optionalInteger(name, min, max).orElse(byDefault);
  }

  OptionalInt optionalInteger(String name, int min, int max) {
    Optional<Long> value = optionalLong(name, min, max);
    return value.isPresent() ? OptionalInt.of(value.get().intValue()) : OptionalInt.empty();
  }

  Optional<Long> optionalLong(String name, long min, long max) {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    JsonNode number = value.get();
    boolean whole = number.isIntegralNumber() && number.canConvertToLong();
    if (!whole || number.longValue() < min || number.longValue() > max) {
      String is = number.isValueNode() ? number.toString() : kind(number);
      reject(name, "must be a whole number from " + min + " to " + max + ", is " + is);
      return Optional.empty();
    }
    return Optional.of(number.longValue());
  }

  /** A number, if there is one. */
  public Optional<Double> optionalNumber(String name, double min, double max) {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double number = value.get().isNumber() ? value.get().doubleValue() : Double.NaN;
    if (!(number >= min && number <= max)) {
      String is = value.get().isValueNode() ? value.get().toString() : kind(value.get());
      reject(name, "must be a number from %s to %s, is %s".formatted(min, max, is));
      return Optional.empty();
    }
    return Optional.of(number);
  }

  /** A truth value, if there is one. */
  public Optional<Boolean> optionalFlag(String name) {
    Optional<JsonNode> value = value(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      reject(name, "must be true or false, is " + kind(value.get()));
      return Optional.empty();
    }
    return value.map(JsonNode::booleanValue);
  }

  <E extends Enum<E>> E choice(String name, Class<E> kind) {
    E[] all = kind.getEnumConstants();
    String words = Stream.of(all).map(JsonInput::word).collect(Collectors.joining(", "));
    String word = required(name, "must be one of " + words).asText("");
    for (E each : all) {
      if (word(each).equals(word.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    if (value(name).isPresent()) {
      reject(name, "must be one of " + words + ", is " + value(name).get());
    }
    return all[0];
  }

  /** How an enum constant is written in JSON: {@code fast-failover}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a value with a parser whose {@link IllegalArgumentException} says what is wrong. */
  <T> T parsed(String name, T standIn, Function<JsonNode, T> parser) {
    try {
      return value(name).map(parser).orElse(standIn);
    } catch (IllegalArgumentException e) {
      reject(name, String.valueOf(e.getMessage()));
      return standIn;
    }
  }

  /** The items of a list, which may be missing if {@code min} is 0. */
  List<JsonNode> items(String name, int min, int max) {
    Optional<JsonNode> value = value(name);
    String rule = "must be a list of " + min + " to " + max + " items";
    if (value.isEmpty() ? min > 0 : !value.get().isArray()) {
      reject(name, rule + value.map(v -> ", is " + kind(v)).orElse(", is missing"));
      return List.of();
    }
    List<JsonNode> items = new ArrayList<>();
    value.ifPresent(list -> list.forEach(items::add));
    if (items.size() < min || items.size() > max) {
      reject(name, rule + ", has " + items.size());
    }
    return items;
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      default -> "missing";
    };
  }
}
