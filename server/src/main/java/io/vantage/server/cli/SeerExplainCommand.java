package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Explains why a partition is led where it is. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explains why a partition is led where it is: the candidates with what is predicted of them,",
      "the newest decision, what was measured, and the moves with the delays before and after."
    })
final class SeerExplainCommand implements Callable<Integer> {
  @Mixin private ReadCommand read;

  @Parameters(index = "0", paramLabel = "PARTITION", description = "As p1.")
  private String partition;

  @Override
  public Integer call() {
    return read.print(
        "seer/partitions/" + ReadCommand.encoded(partition), SeerExplainCommand::print);
  }

  private static void print(JsonNode answer, PrintWriter out) {
    out.printf(
        "%s is led by %s%n", answer.path("id").asText(), answer.path("leader").asText("nobody"));
    out.println("decision   " + SeerText.decision(answer.path("decision")));
    out.printf(
        "commit     measured %s ms, predicted %s ms, median error %s %%%n%n",
        SeerText.number(answer.path("measuredMs")),
        SeerText.number(answer.path("predictedMs")),
        SeerText.number(answer.path("medianErrorPercent")));
    Table candidates = new Table("CANDIDATE", "SCORE MS", "+/- MS", "PARTS (MS)", "NOTE");
    for (JsonNode candidate : answer.path("candidates")) {
      candidates.row(
          candidate.path("replica").asText(),
          SeerText.number(candidate.path("scoreMs")),
          SeerText.number(candidate.path("uncertaintyMs")),
          parts(candidate.path("partsMs")),
          candidate.path("note").asText());
    }
    candidates.print(out);
    out.println();
    Table moves = new Table("SECONDS AGO", "MOVE", "PAUSE MS", "BEFORE MS", "AFTER MS");
    for (JsonNode move : answer.path("moves")) {
      JsonNode decision = move.path("decision");
      moves.row(
          "%.1f".formatted(move.path("msAgo").asDouble() / 1_000),
          decision.path("from").asText() + " to " + decision.path("to").asText(),
          SeerText.number(move.path("pauseMs")),
          SeerText.number(move.path("beforeMs")),
          SeerText.number(move.path("afterMs")));
    }
    moves.print(out);
  }

  private static String parts(JsonNode parts) {
    List<String> texts = new ArrayList<>();
    parts
        .fields()
        .forEachRemaining(f -> texts.add(f.getKey() + " " + SeerText.number(f.getValue())));
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }
}
