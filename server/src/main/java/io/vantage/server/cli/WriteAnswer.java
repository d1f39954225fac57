package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** How the answer to a change is printed. */
final class WriteAnswer {
  private WriteAnswer() {}

  static void print(CommandSpec spec, boolean json, JsonNode answer, String what) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else {
      String partition = answer.path("partition").asText();
      out.println(what + " (" + partition + ":" + answer.path("index").asText() + ")");
    }
    out.flush();
  }
}
