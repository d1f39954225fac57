package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How SEER's figures look in tables. */
final class SeerText {
  private SeerText() {}

  static String number(JsonNode value) {
    return value.isNumber() ? "%.2f".formatted(value.asDouble()) : "-";
  }

  static String percent(JsonNode share) {
    return share.isNumber() ? "%.0f".formatted(100 * share.asDouble()) : "-";
  }

  static String decision(JsonNode decision) {
    String kind = decision.path("kind").asText();
    String what = kind.equals("stay") ? kind : kind + " to " + decision.path("to").asText();
    return what + ": " + decision.path("reason").asText();
  }
}
