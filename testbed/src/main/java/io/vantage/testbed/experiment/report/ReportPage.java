package io.vantage.testbed.experiment.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page that needs nothing but itself: text, tables and drawings. */
final class ReportPage {
  private static final String STYLE =
      """
      body { font-family: sans-serif; color: #111; background: #fff; max-width: 62em;
        margin: 2em auto; padding: 0 1em; line-height: 1.4; }
      h2 { border-bottom: 2px solid #111; margin-top: 2.2em; }
      table { border-collapse: collapse; font-size: 0.8em; margin: 0.5em 0; }
      th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: right; }
      tbody th { text-align: left; font-weight: normal; white-space: nowrap; }
      thead th { background: #eee; vertical-align: bottom; }
      table.facts td { text-align: left; }
      figure { margin: 1em 0 2em 0; page-break-inside: avoid; break-inside: avoid; }
      figcaption { font-size: 0.9em; margin-top: 0.3em; }
      svg { max-width: 100%; height: auto; }
      pre { background: #f4f4f4; padding: 0.7em; white-space: pre-wrap; font-size: 0.85em; }
      @media print { body { max-width: none; margin: 0; } pre, thead th { background: none; } }
      """;

  private final StringBuilder text = new StringBuilder();

  ReportPage(String title) {
    text.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    text.append(Html.element("title", title));
    text.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    text.append(Html.element("h1", title));
  }

  void origin(String command, JsonNode machine, Optional<String> description) {
    text.append(Html.element("pre", command));
    List<List<String>> facts = new ArrayList<>();
    machine
        .fields()
        .forEachRemaining(fact -> facts.add(List.of(fact.getKey(), fact.getValue().asText())));
    if (!facts.isEmpty()) {
      String table = Html.table(List.of("machine", ""), facts);
      text.append(table.replaceFirst("<table>", "<table class=\"facts\">"));
    }
    description.ifPresent(
        words ->
            text.append("<details open=\"open\">\n")
                .append(Html.element("summary", "Description of the experiment"))
                .append(Html.element("pre", words))
                .append("</details>\n"));
  }

  /** Adds a section, unless it has nothing to show. */
  void section(String title, String words, String content) {
    if (!content.isEmpty()) {
      text.append(Html.element("h2", title)).append(Html.element("p", words)).append(content);
    }
  }

  String finish() {
    return text + "</body>\n</html>\n";
  }
}
