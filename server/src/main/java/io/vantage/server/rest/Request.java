package io.vantage.server.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.server.text.Nearest;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What handlers ask of a request; every question ends it with a {@link Problem} if it is wrong. */
public final class Request {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static final int MAX_BODY_BYTES = 4 << 20;
  static final String MIN_INDEX = "minIndex";
  private static final int LISTED = 20;

  private Request() {}

  /** The body, which must be JSON. */
  public static JsonNode body(Context context) {
    String type = Optional.ofNullable(context.contentType()).orElse("application/json");
    if (!type.startsWith("application/json")) {
      throw new Problem(
          415, "Unsupported media type", "Content-Type must be application/json", List.of());
    }
    try {
      byte[] bytes = context.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw new Problem(
            413, "Too large", "the body may have " + MAX_BODY_BYTES + " bytes", List.of());
      }
      if (bytes.length == 0) {
        throw Problem.badRequest("body", "is missing; send JSON");
      }
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw Problem.badRequest("body", "is not JSON" + where + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.badRequest("body", "could not be read: " + e.getMessage());
    }
  }

  /** Refuses query parameters that a handler would ignore. */
  static void allowQuery(Context context, Set<String> known) {
    for (String name : context.queryParamMap().keySet()) {
      if (!known.contains(name)) {
        throw Problem.badRequest(name, "unknown query parameter" + hint(name, known));
      }
    }
  }

  private static String hint(String name, Set<String> known) {
    if (known.isEmpty()) {
      return "; there are none here";
    }
    return Nearest.to(name, known)
        .map(near -> "; did you mean " + near + "?")
        .orElse("; known: " + String.join(", ", new TreeSet<>(known)));
  }

  /** The same for reads, all of which know {@code minIndex} and {@code timeoutMs}. */
  static void allowReadQuery(Context context, Set<String> known) {
    Set<String> all = new TreeSet<>(known);
    all.add(MIN_INDEX);
    all.add("timeoutMs");
    allowQuery(context, all);
  }

  /** A datapath id, of a known switch or not. */
  static DatapathId deviceId(String name, String text) {
    try {
      return DatapathId.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(name, String.valueOf(e.getMessage()));
    }
  }

  /** The switch of the path's {@code {device}}; 404 unless it is known. */
  static DatapathId device(Context context, NetworkView view) {
    DatapathId id = deviceId("device", context.pathParam("device"));
    requireDevice(id, view);
    return id;
  }

  static void requireDevice(DatapathId id, NetworkView view) {
    if (!isKnown(id, view)) {
      Set<DatapathId> known = new TreeSet<>(view.assignments().keySet());
      throw Problem.notFound("no switch " + id + "; " + listed(known, DatapathId::toString));
    }
  }

  static boolean isKnown(DatapathId id, NetworkView view) {
    return view.topology().devices().containsKey(id) || view.partitionOf(id).isPresent();
  }

  static PartitionId partition(String text, Cluster cluster) {
    return cluster.partitions().keySet().stream()
        .filter(id -> id.name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.notFound(
                    "no partition "
                        + text
                        + "; "
                        + listed(cluster.partitions().keySet(), PartitionId::name)));
  }

  static ReplicaId replica(String text, Cluster cluster) {
    List<ReplicaId> ids = cluster.members().stream().map(member -> member.id()).toList();
    return ids.stream()
        .filter(id -> id.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> Problem.notFound("no replica " + text + "; " + listed(ids, ReplicaId::name)));
  }

  static <T> String listed(Collection<T> all, Function<T, String> name) {
    if (all.isEmpty()) {
      return "there are none";
    }
    String names = all.stream().limit(LISTED).map(name).collect(Collectors.joining(", "));
    return "there are " + names + (all.size() > LISTED ? ", ... (" + all.size() + ")" : "");
  }

  /** The query's {@code timeoutMs}. */
  static Duration timeout(Context context, Duration byDefault) {
    return Optional.ofNullable(context.queryParam("timeoutMs"))
        .map(text -> Duration.ofMillis(number("timeoutMs", text, 1, 120_000)))
        .orElse(byDefault);
  }

  static int number(String name, String text, int min, int max) {
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Problem.badRequest(
        name, "must be a whole number from " + min + " to " + max + ", is " + text);
  }

  /** The query's {@code minIndex}, as {@code p1:123}: what the answer must show. */
  static List<Receipt> minIndexes(Context context, Cluster cluster) {
    return context.queryParams(MIN_INDEX).stream()
        .flatMap(value -> java.util.Arrays.stream(value.split(",", -1)))
        .map(value -> minIndex(value, cluster))
        .toList();
  }

  private static Receipt minIndex(String text, Cluster cluster) {
    int colon = text.indexOf(':');
    try {
      long index = Long.parseLong(text.substring(colon + 1));
      if (colon > 0 && index >= 0) {
        return new Receipt(partition(text.substring(0, colon), cluster), index);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Problem.badRequest(MIN_INDEX, "must be PARTITION:INDEX as p1:123, is " + text);
  }
}
