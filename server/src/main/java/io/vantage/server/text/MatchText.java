package io.vantage.server.text;

import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Matches as text: {@code in_port=1,eth_type=0x0800,ip_dst=10.0.0.0/8}; empty for any packet. */
public final class MatchText {
  /** Words that stand for conditions, as in {@code tcp,ip_dst=10.0.0.1,tcp_dst=80}. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "ip", List.of("eth_type=0x0800"),
          "ipv6", List.of("eth_type=0x86dd"),
          "arp", List.of("eth_type=0x0806"),
          "icmp", List.of("eth_type=0x0800", "ip_proto=1"),
          "tcp", List.of("eth_type=0x0800", "ip_proto=6"),
          "udp", List.of("eth_type=0x0800", "ip_proto=17"));

  private MatchText() {}

  /**
   * Reads a match.
   *
   * @throws IllegalArgumentException if a field is unknown, wrong, doubled, or lacks what it needs
   */
  public static Match parse(String text) {
    List<MatchField> fields = new ArrayList<>();
    for (String part : text.strip().split(",", -1)) {
      String condition = part.strip();
      if (condition.isEmpty() && text.isBlank()) {
        return Match.ANY;
      }
      for (String each : SHORT.getOrDefault(condition, List.of(condition))) {
        int equals = each.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "'" + condition + "' is no condition; write FIELD=VALUE, separated by commas");
        }
        fields.add(FieldText.parse(each.substring(0, equals), each.substring(equals + 1)));
      }
    }
    return of(fields);
  }

  /** A match of fields by name. */
  public static Match of(Map<String, String> values) {
    List<MatchField> fields = new ArrayList<>();
    values.forEach((name, value) -> fields.add(FieldText.parse(name, value)));
    return of(fields);
  }

  /** Puts the names and values that people know into the model's messages. */
  private static Match of(List<MatchField> fields) {
    try {
      return new Match(fields);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      for (MatchField field : fields) {
        message = message.replace(field.toString(), text(field));
      }
      throw new IllegalArgumentException(message, e);
    }
  }

  /** What {@link #parse} reads. */
  public static String text(Match match) {
    return match.fields().stream().map(MatchText::text).collect(Collectors.joining(","));
  }

  private static String text(MatchField field) {
    return FieldText.name(field) + "=" + FieldText.value(field);
  }

  /** Values by name, in the match's order. */
  public static Map<String, String> values(Match match) {
    Map<String, String> values = new LinkedHashMap<>();
    match.fields().forEach(field -> values.put(FieldText.name(field), FieldText.value(field)));
    return values;
  }
}
